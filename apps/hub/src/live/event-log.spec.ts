import { describe, expect, it } from '@jest/globals';
import { EventLog } from './event-log.js';

const event = (n: number) => ({ type: 'run', data: { n } }) as const;
const AT = new Date('2026-01-01T00:00:00Z');
const second = (n: number) => new Date(AT.getTime() + n * 1_000);

describe('the log of live events', () => {
  it('gives what came after an event', () => {
    const log = new EventLog();
    const ids = [1, 2, 3].map((n) => log.add(event(n), AT).id);

    expect(log.since(ids[0]!)).toMatchObject([{ data: { n: 2 } }, { data: { n: 3 } }]);
    expect(log.since(ids[2]!)).toEqual([]);
  });

  it('gives what came at an instant and later', () => {
    const log = new EventLog();
    for (const n of [1, 2, 3]) log.add(event(n), second(n));

    expect(log.from(second(2))).toMatchObject([{ data: { n: 2 } }, { data: { n: 3 } }]);
    expect(log.from(second(4))).toEqual([]);
  });

  it('has a place before the first event', () => {
    const log = new EventLog();
    const before = log.lastId;
    const { id } = log.add(event(1), AT);

    expect(log.since(before)).toMatchObject([{ data: { n: 1 } }]);
    expect(log.lastId).toBe(id);
  });

  it('knows nothing of what is no event of its own', () => {
    const log = new EventLog();
    const { id } = log.add(event(1), AT);

    expect(log.since('')).toBeUndefined();
    expect(log.since('00000000.1')).toBeUndefined();
    expect(log.since(`${id}0`)).toBeUndefined();
    expect(log.since("1' OR 1=1")).toBeUndefined();
  });

  it('forgets the oldest, and everything when it is told to', () => {
    const log = new EventLog();
    const ids = Array.from({ length: 502 }, (_, n) => log.add(event(n), AT).id);

    expect(log.since(ids[0]!)).toBeUndefined();
    expect(log.since(ids[1]!)).toHaveLength(500);
    log.forget();
    expect(log.since(ids[501]!)).toBeUndefined();
  });
});
