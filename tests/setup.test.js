import { describe, expect, test } from '@jest/globals';
import { isInstalled } from '../scripts/setup.mjs';

describe('installed npm packages', () => {
    const lock = {
        '': { version: '0.1.0' },
        'node_modules/a': { version: '1.0.0' },
        'node_modules/for-windows': { version: '1.0.0', optional: true },
        'node_modules/linked': { resolved: 'tests/linked', link: true },
    };
    const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/linked': { link: true } };

    test('are current without the optional packages of other systems', () => {
        expect(isInstalled(lock, installed)).toBe(true);
    });

    test('are not current when one is missing', () => {
        const { 'node_modules/a': _, ...rest } = installed;
        expect(isInstalled(lock, rest)).toBe(false);
        const { 'node_modules/linked': __, ...others } = installed;
        expect(isInstalled(lock, others)).toBe(false);
    });

    test('are not current when the lock file asks for another version', () => {
        expect(isInstalled({ ...lock, 'node_modules/a': { version: '1.0.1' } }, installed)).toBe(false);
    });
});
