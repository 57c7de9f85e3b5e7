import { expect, test } from '@jest/globals';
import { WRONG, withWrong } from '../../demo/src/train/task.js';

const labels = Uint8Array.from({ length: 8000 }, (_, i) => (i * 7) % 10);
const changed = share => withWrong(labels, share).map((label, i) => Number(label !== labels[i]));
const sum = numbers => numbers.reduce((total, number) => total + number, 0);

test.each(WRONG)('of all labels, and of the first few, a share of %d is wrong, and each is a digit', share => {
    expect(sum(changed(share)) / 8000).toBeCloseTo(share, 1);
    expect(Math.abs(sum(changed(share).subarray(0, 500)) / 500 - share)).toBeLessThan(0.05);
    expect(withWrong(labels, share).every(label => label < 10)).toBe(true);
});

test('the same labels are wrong each time, and more of them where the share is larger', () => {
    expect(withWrong(labels, 0.3)).toEqual(withWrong(labels, 0.3));
    const few = changed(0.15);
    expect(changed(0.5).every((wrong, i) => wrong >= few[i])).toBe(true);
});

test('wrong labels are as often each of the nine others', () => {
    const steps = Array.from({ length: 10 }, () => 0);
    withWrong(labels, 0.5).forEach((label, i) => {
        steps[(label - labels[i] + 10) % 10]++;
    });
    for (const count of steps.slice(1)) expect(Math.abs(count - 4000 / 9)).toBeLessThan(80);
});
