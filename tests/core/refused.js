/** What calls are refused with. */
import { expect, test } from '@jest/globals';

/** What a call throws; undefined where it returns. @param {() => unknown} run */
export function errorOf(run) {
    try {
        run();
    } catch (error) {
        return error;
    }
}

/**
 * A test for each call, named after its code.
 * @param {[run: () => unknown, Fault: Function, message: string][]} cases what is done, the error's class, its whole message
 */
export function testRefusals(cases) {
    test.each(cases.map(([run, ...rest]) => [run.toString().slice(6, 90), run, ...rest]))(
        '%s',
        (_, run, Fault, message) => {
            const error = errorOf(run);
            expect(error?.message).toBe(message);
            expect(error.constructor).toBe(Fault);
        },
    );
}
