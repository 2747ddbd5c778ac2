import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPacer, type Pacer } from './pacer.js';

/** Asks for `count` requests at once, each of which takes `ms`, and tells when they started. */
function ask(pacer: Pacer, count: number, ms = 0): number[] {
  const start = Date.now();
  const startedAt: number[] = [];
  for (let n = 0; n < count; n++) {
    const request = async () => {
      startedAt.push(Date.now() - start);
      await new Promise((resolve) => setTimeout(resolve, ms));
    };
    pacer.run(request).catch((error: unknown) => startedAt.push(Number(error)));
  }
  return startedAt;
}

describe('createPacer', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('starts no more requests than allowed within any interval', async () => {
    const startedAt = ask(createPacer({ requests: 2, perMs: 1000 }), 5);

    await jest.advanceTimersByTimeAsync(5000);

    expect(startedAt).toHaveLength(5);
    for (const [n, at] of startedAt.slice(2).entries()) {
      expect(at - startedAt[n]!).toBeGreaterThanOrEqual(1000);
    }
  });

  it('counts over intervals that slide, not over fixed ones', async () => {
    const pacer = createPacer({ requests: 2, perMs: 1000 });
    await jest.advanceTimersByTimeAsync(900);
    const first = ask(pacer, 2);
    await jest.advanceTimersByTimeAsync(200);
    const second = ask(pacer, 1);

    await jest.advanceTimersByTimeAsync(700);
    expect([first.length, second.length]).toEqual([2, 0]);
    await jest.advanceTimersByTimeAsync(200);

    expect(second).toHaveLength(1);
  });

  it('means a second when no interval is given', async () => {
    const startedAt = ask(createPacer({ requests: 1 }), 2);

    await jest.advanceTimersByTimeAsync(990);
    expect(startedAt).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(100);

    expect(startedAt).toHaveLength(2);
  });

  it('keeps no more requests in flight than allowed', async () => {
    const pacer = createPacer({ concurrency: 2 });
    const answers: (() => void)[] = [];
    const request = () => new Promise<void>((resolve) => answers.push(resolve));
    const all = Promise.all([1, 2, 3, 4].map(() => pacer.run(request)));

    await jest.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveLength(2);
    answers[0]!();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveLength(3);
    answers[1]!();
    answers[2]!();
    await jest.advanceTimersByTimeAsync(10_000);
    answers[3]!();

    await expect(all).resolves.toHaveLength(4);
  });

  it('starts all at once without limits', async () => {
    const startedAt = ask(createPacer({}), 20, 300);

    await jest.advanceTimersByTimeAsync(0);

    expect(startedAt).toHaveLength(20);
  });

  it('gives what the request gives, and fails as it fails', async () => {
    const pacer = createPacer({ requests: 10 });

    await expect(pacer.run(() => Promise.resolve('answer'))).resolves.toBe('answer');
    await expect(pacer.run(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  });

  it('drops a request that is aborted while it waits, and goes on with the next', async () => {
    const pacer = createPacer({ concurrency: 1 });
    const stop = new AbortController();
    const request = jest.fn(() => Promise.resolve());
    ask(pacer, 1, 1000);
    const waiting = expect(pacer.run(request, stop.signal)).rejects.toThrow('stop');
    const next = pacer.run(() => Promise.resolve('next'));

    stop.abort(new Error('stop'));
    await waiting;
    await jest.advanceTimersByTimeAsync(1000);

    await expect(next).resolves.toBe('next');
    expect(request).not.toHaveBeenCalled();
  });
});
