import { describe, expect, it } from '@jest/globals';
import { Remembered } from './remembered.js';

describe('what is remembered', () => {
  it('is found once for all who ask in the meantime', async () => {
    const remembered = new Remembered<number>(1_000, 10, () => 0);
    let asked = 0;
    const find = () => Promise.resolve(++asked);

    const answers = await Promise.all([remembered.get('a', find), remembered.get('a', find)]);

    expect(answers).toEqual([1, 1]);
    expect(await remembered.get('b', find)).toBe(2);
  });

  it('is looked for again after a while', async () => {
    let now = 0;
    const remembered = new Remembered<number>(1_000, 10, () => now);
    await remembered.get('a', () => Promise.resolve(1));

    now = 1_000;

    expect(await remembered.get('a', () => Promise.resolve(2))).toBe(2);
  });

  it('is not a failure', async () => {
    const remembered = new Remembered<number>(1_000, 10, () => 0);
    await expect(remembered.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow();

    expect(await remembered.get('a', () => Promise.resolve(2))).toBe(2);
  });

  it('is not what was quick to find', async () => {
    const remembered = new Remembered<number>(1_000, 10, () => 0);
    const isLarge = (value: number) => value > 5;

    await remembered.get('a', () => Promise.resolve(1), isLarge);
    await remembered.get('b', () => Promise.resolve(7), isLarge);

    expect(await remembered.get('a', () => Promise.resolve(2), isLarge)).toBe(2);
    expect(await remembered.get('b', () => Promise.resolve(8), isLarge)).toBe(7);
  });

  it('is bounded: the oldest is forgotten', async () => {
    const remembered = new Remembered<number>(1_000, 2, () => 0);
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      await remembered.get(key, () => Promise.resolve(index));
    }

    expect(await remembered.get('a', () => Promise.resolve(9))).toBe(9);
    expect(await remembered.get('c', () => Promise.resolve(9))).toBe(2);
  });
});
