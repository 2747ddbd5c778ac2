import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NewAuditEntry } from './audit-entry.js';
import { Repeats } from './repeats.js';

const START = Date.UTC(2026, 0, 1);

const entry = (second: number, target = 'x'): NewAuditEntry => ({
  at: new Date(START + second * 1000),
  actorKind: 'user',
  actorId: '1',
  actorName: 'Mia',
  action: 'refused',
  route: 'GET /api/users',
  target,
  status: 403,
  before: null,
  after: null,
  address: null,
  userAgent: null,
  requestId: null,
  count: 1,
  completes: null,
});

describe('what is repeated', () => {
  let written: NewAuditEntry[];
  let isDown: boolean;
  let repeats: Repeats;

  beforeEach(() => {
    written = [];
    isDown = false;
    repeats = new Repeats({ most: 2, windowMs: 60_000 }, (one) => {
      if (isDown) return Promise.reject(new Error('down'));
      written.push(one);
      return Promise.resolve();
    });
  });

  const lines = (): string[] =>
    written.map(({ at, target, count }) => {
      return `${(at.getTime() - START) / 1000} ${target} ${count}`;
    });

  it('is written as it comes, then counted, and told of at the end of the window', async () => {
    for (let second = 0; second < 50; second++) await repeats.add('mia', entry(second));
    await repeats.settle(new Date(START + 59_000));
    const before = lines();
    await repeats.settle(new Date(START + 60_000));

    expect(before).toEqual(['0 x 1', '1 x 1']);
    expect(lines().slice(2)).toEqual(['60 x 48']);
  });

  it('begins a new window with the next one after that', async () => {
    for (const second of [0, 1, 2, 61, 62, 63]) await repeats.add('mia', entry(second));
    await repeats.finish(new Date(START + 64_000));

    expect(lines()).toEqual(['0 x 1', '1 x 1', '61 x 1', '61 x 1', '62 x 1', '64 x 1']);
  });

  it('is counted for each by itself', async () => {
    for (const who of ['mia', 'ole', 'mia', 'ole', 'mia']) await repeats.add(who, entry(0, who));
    await repeats.finish(new Date(START));

    expect(lines()).toEqual(['0 mia 1', '0 ole 1', '0 mia 1', '0 ole 1', '0 mia 1']);
  });

  it('adds up what stands for several', async () => {
    for (const second of [0, 1, 2]) await repeats.add('mia', entry(second));
    await repeats.add('mia', { ...entry(3), count: 40 });
    await repeats.finish(new Date(START + 4000));

    expect(lines().at(-1)).toBe('4 x 41');
  });

  it('is no repetition of what could not be written', async () => {
    isDown = true;
    await expect(repeats.add('mia', entry(0))).rejects.toThrow('down');
    isDown = false;
    await repeats.add('mia', entry(1));

    expect(lines()).toEqual(['1 x 1']);
  });

  it('waits for the entry that it repeats', async () => {
    let finish = (): void => undefined;
    const slow = new Repeats({ most: 1, windowMs: 60_000 }, () => {
      return new Promise<void>((resolve) => (finish = resolve));
    });
    let isSecondThere = false;
    const first = slow.add('mia', entry(0));
    const second = slow.add('mia', entry(0)).then(() => (isSecondThere = true));
    await new Promise(setImmediate);
    const before = isSecondThere;
    finish();
    await Promise.all([first, second]);

    expect([before, isSecondThere]).toEqual([false, true]);
  });

  it('takes no more memory however many keys there are', async () => {
    for (let key = 0; key < 10_050; key++) {
      await repeats.add(String(key), entry(0, String(key)));
    }

    // The oldest ended early: they are written anew.
    await repeats.add('0', entry(0, 'again'));
    expect(lines().at(-1)).toBe('0 again 1');
    await repeats.add('10049', entry(0, 'second'));
    await repeats.add('10049', entry(0, 'third'));
    expect(lines().at(-1)).toBe('0 second 1');
  });
});
