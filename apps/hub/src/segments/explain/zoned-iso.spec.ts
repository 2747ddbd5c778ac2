import { describe, expect, it } from '@jest/globals';
import { zonedIso } from './zoned-iso.js';

describe('zonedIso', () => {
  it.each([
    ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01T00:00:00.000+00:00'],
    ['2026-01-01T00:00:00.5Z', 'Europe/Berlin', '2026-01-01T01:00:00.500+01:00'],
    ['2026-07-01T00:00:00Z', 'Europe/Berlin', '2026-07-01T02:00:00.000+02:00'],
    ['2026-01-01T00:00:00Z', 'Asia/Kathmandu', '2026-01-01T05:45:00.000+05:45'],
    ['2026-01-01T00:00:00Z', 'America/St_Johns', '2025-12-31T20:30:00.000-03:30'],
    ['1880-01-01T00:00:00Z', 'Europe/Berlin', '1880-01-01T00:53:00.000+00:53'],
  ])('writes %s in %s as %s', (at, timezone, text) => {
    expect(zonedIso(at, timezone)).toBe(text);
    expect(Date.parse(text)).toBe(Date.parse(at));
  });

  it('has nothing for what is no instant', () => {
    expect(zonedIso('infinity', 'UTC')).toBeNull();
  });
});
