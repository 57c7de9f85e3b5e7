import { describe, expect, test } from '@jest/globals';
import { closingLine, countCtest, countJest, failuresOf, settle, table, total } from '../scripts/tally.mjs';

const suite = (attributes, cases = '') =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="(empty)"\n\t${attributes}\n\t>${cases}</testsuite>`;

describe("ctest's report", () => {
    test('gives the tests that passed and failed', () => {
        const xml = suite('tests="5" failures="2" disabled="0" skipped="0"', '<testcase name="tests=&quot;9&quot;"/>');
        expect(countCtest(xml)).toEqual({ passed: 3, failed: 2 });
    });

    test('counts a test that could not be started as failed', () => {
        expect(countCtest(suite('tests="3" failures="1" disabled="0" skipped="1"'))).toEqual({ passed: 1, failed: 2 });
    });

    test('counts a disabled test neither way', () => {
        expect(countCtest(suite('tests="3" failures="0" disabled="1" skipped="0"'))).toEqual({ passed: 2, failed: 0 });
    });

    test('gives nothing when it is empty or broken off', () => {
        expect(countCtest('')).toEqual({ passed: 0, failed: 0 });
        expect(countCtest('<testsuite name="x" tests="4"')).toEqual({ passed: 0, failed: 0 });
    });
});

describe("Jest's report", () => {
    const report = numbers => JSON.stringify({ numRuntimeErrorTestSuites: 0, numPendingTests: 0, ...numbers });

    test('gives the tests that passed and failed, and leaves out the skipped ones', () => {
        const json = report({ numTotalTests: 9, numPassedTests: 6, numFailedTests: 2, numPendingTests: 1 });
        expect(countJest(json)).toEqual({ passed: 6, failed: 2 });
    });

    test('counts a file that does not load as one failure', () => {
        const json = report({ numPassedTests: 6, numFailedTests: 0, numRuntimeErrorTestSuites: 1 });
        expect(countJest(json)).toEqual({ passed: 6, failed: 1 });
    });
});

test('what failed is named with its file, a file that does not load by what it said', () => {
    const tests = [
        { status: 'passed', fullName: 'a holds', failureMessages: [] },
        { status: 'failed', fullName: 'b holds', failureMessages: ['Error: 1 is not 2\n    at b.js:3'] },
    ];
    const json = JSON.stringify({
        testResults: [
            { name: '/somewhere/tests/core/b.test.js', status: 'failed', message: 'long', assertionResults: tests },
            {
                name: '/somewhere/tests/c.test.js',
                status: 'failed',
                message: ' \nno such\nmodule',
                assertionResults: [],
            },
            { name: '/somewhere/tests/d.test.js', status: 'passed', message: '', assertionResults: tests.slice(0, 1) },
        ],
    });
    expect(failuresOf(json)).toEqual(['tests/core/b.test.js: b holds: Error: 1 is not 2', 'tests/c.test.js: no such']);
});

describe('a step', () => {
    test('that is a check counts as one', () => {
        expect(settle(true)).toEqual({ passed: 1, failed: 0 });
        expect(settle(false)).toEqual({ passed: 0, failed: 1 });
    });

    test('counts what its report says', () => {
        expect(settle(true, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 0 });
        expect(settle(false, { passed: 7, failed: 3 })).toEqual({ passed: 7, failed: 3 });
    });

    test('that should run tests and ran none has failed, even if its commands succeeded', () => {
        expect(settle(true, { passed: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 });
    });

    test('whose command failed has failed, even if every test in its report passed', () => {
        expect(settle(false, { passed: 7, failed: 0 })).toEqual({ passed: 7, failed: 1 });
    });
});

test('the closing line is the sum of the steps', () => {
    const results = [
        { name: 'Jest', passed: 120, failed: 2, seconds: 3.14159 },
        { name: 'types', passed: 1, failed: 0, seconds: 0.5 },
    ];
    expect(closingLine(total(results))).toBe('121 passed, 2 failed');
    expect(closingLine(total([]))).toBe('0 passed, 0 failed');
});

test('the table has one aligned line for each step', () => {
    const lines = table([{ name: 'C core, sanitized', passed: 120, failed: 0, seconds: 3.14159 }]).split('\n');
    expect(lines).toEqual([
        'step                passed   failed  seconds',
        'C core, sanitized      120        0      3.1',
    ]);
});
