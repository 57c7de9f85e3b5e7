// Counts what passed and what failed, from the reports that the test runners write.

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {Count & { name: string, seconds: number }} Result
 */

/** Counts of ctest's JUnit report. @returns {Count} */
export function countCtest(/** @type {string} */ xml) {
    const suite = xml.match(/<testsuite\b[^>]*>/)?.[0] ?? '';
    const attribute = (/** @type {string} */ name) => Number(suite.match(`\\b${name}="(\\d+)"`)?.[1] ?? 0);
    // ctest calls a test that it could not even start 'skipped'. We skip none, so that is a failure, too.
    const failed = attribute('failures') + attribute('skipped');
    return { passed: attribute('tests') - failed - attribute('disabled'), failed };
}

/** Counts of Jest's JSON report. A file that fails to load counts once: none of its tests ran. @returns {Count} */
export function countJest(/** @type {string} */ json) {
    const report = JSON.parse(json);
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}

/**
 * What failed by Jest's JSON report, so that a long log needs no search.
 * @returns {string[]} a line for each test, with its file and the first line of what it said
 */
export function failuresOf(/** @type {string} */ json) {
    const first = (/** @type {string} */ text) => text.trim().split('\n')[0];
    /** @typedef {{ status: string, fullName: string, failureMessages: string[] }} Assertion */
    /** @typedef {{ name: string, status: string, message: string, assertionResults: Assertion[] }} File */
    return JSON.parse(json).testResults.flatMap((/** @type {File} */ file) => {
        const failed = file.assertionResults.filter(({ status }) => status === 'failed');
        const path = file.name.replace(/^.*?(?=tests\/)/, '');
        const lines = failed.map(
            ({ fullName, failureMessages }) => `${path}: ${fullName}: ${first(failureMessages[0])}`,
        );
        return file.status === 'failed' && lines.length === 0 ? [`${path}: ${first(file.message)}`] : lines;
    });
}

/**
 * What a step contributes to the sum.
 *
 * @param {boolean} succeeded whether its commands exited with 0
 * @param {Count} [counted] what its report says; undefined for a check, which counts as one
 * @returns {Count} with at least one failure if a command failed, or if a report tells of no test at all
 */
export function settle(succeeded, counted) {
    if (counted === undefined) return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    const ranNone = counted.passed + counted.failed === 0;
    return succeeded && !ranNone ? counted : { ...counted, failed: Math.max(1, counted.failed) };
}

/** The sum of all steps. @returns {Count} */
export const total = (/** @type {Count[]} */ counts) => ({
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
});

/** An aligned table, one line for each step. @returns {string} */
export function table(/** @type {Result[]} */ results) {
    const width = Math.max(4, ...results.map(result => result.name.length));
    const line = (/** @type {string} */ name, /** @type {(string | number)[]} */ ...numbers) =>
        name.padEnd(width) + numbers.map(number => String(number).padStart(9)).join('');
    return [
        line('step', 'passed', 'failed', 'seconds'),
        ...results.map(({ name, passed, failed, seconds }) => line(name, passed, failed, seconds.toFixed(1))),
    ].join('\n');
}

/** The closing line, which other programs read. */
export const closingLine = (/** @type {Count} */ { passed, failed }) => `${passed} passed, ${failed} failed`;
