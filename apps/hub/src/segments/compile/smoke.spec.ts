import { it } from '@jest/globals';
import { Database } from '../../database/database.js';
import { parseRule } from '../rules/parse-rule.js';
import { compileMembers } from './compile-rule.js';
it('x', async () => {
  const db = await Database.open({ kind: 'pglite' });
  const rules: unknown[] = [
    { everyone: true },
    { all: [{ trait: 'a.b', op: 'hasAny', value: [1, 'x', true], ignoreCase: true }, { not: { event: ['A', 'B'], where: { property: 'context.x.y', op: 'gt', value: '2026-01-01' } } }] },
    { event: '*', count: { lt: 3 }, within: { last: '1M' } },
    { event: 'A', avg: { property: 'x', gte: 0.1 }, within: { between: ['2M', '3d'] } },
    { event: 'A', distinct: { property: 'x', gte: 1 } },
    { event: 'A', occurrence: 'last', within: { period: 'lastWeek' }, having: { property: 'x', op: 'in', value: [1, 'a'] } },
    { event: 'A', count: { lt: 2 }, periods: { unit: 'week', last: 4, atLeast: 3 } },
    { sequence: [{ event: 'A' }, { event: 'B', within: '1M' }, { event: 'C', within: '1h', not: true }], within: { last: '30d' } },
    { sequence: [{ event: 'A' }, { event: '*', within: '1h' }] },
    { identifier: 'email', op: 'matches', value: '^a', ignoreCase: true },
    { source: 'crm' }, { consent: 'email', is: 'unknown' }, { bucket: { from: 0.1, to: 10 } },
    { firstSeen: { last: '7d' } }, { lastSeen: { from: '2026-01-01' } },
    { trait: 'a', op: 'eq', value: 'x', heldFor: '1M' },
    { trait: 'a', op: 'neq', value: { trait: 'b' }, ignoreCase: true },
    { trait: 'a', op: 'anniversaryWithinNext', value: '30d' },
    { trait: 'a', op: 'length', value: { gte: 3 } },
    { trait: 'a', op: 'withinNext', value: '1M' },
  ];
  await db.prisma.$executeRaw`INSERT INTO profile VALUES (gen_random_uuid(), '{"a":"x"}', null,null,null,null, now())`;
  for (const json of rules) for (const scope of [undefined, ['00000000-0000-0000-0000-000000000000']]) {
    const sql = compileMembers(parseRule(json), { now: new Date(), timezone: 'Europe/Berlin', segments: new Map(), segmentId: 1, ...(scope && { scope }) });
    try { const r = await db.prisma.$queryRaw(sql); if (!scope) console.log(JSON.stringify(json), (r as []).length); }
    catch (e) { console.log(JSON.stringify(json), sql.text, sql.values, String(e)); }
  }
  await db.close();
});
