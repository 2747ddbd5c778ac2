import type { Instants } from './segments/bench-segment.js';

/** Five conditions, as somebody puts them together in the console. */
export const PREVIEW_RULE = {
  all: [
    { identifier: 'email', op: 'exists' },
    { trait: 'country', op: 'in', value: ['DE', 'AT', 'CH'] },
    { event: 'Order Completed', within: { last: '180d' }, sum: { property: 'total', gte: 200 } },
    { not: { event: 'Order Completed', within: { last: '30d' } } },
    { event: 'Session Started', within: { last: '60d' }, count: { gte: 2 } },
  ],
};

/** How many they are, by hand and nothing more. */
export const previewCount = (at: Instants): string => `
  SELECT count(*)::int AS n FROM
    (SELECT profile_id FROM event WHERE name = 'Order Completed' AND ${at.last(180)}
     GROUP BY profile_id HAVING sum(numbers[1]) >= 200 AND max(occurred_at) <= ${at.ago(30)}) o
  JOIN
    (SELECT profile_id FROM event WHERE name = 'Session Started' AND ${at.last(60)}
     GROUP BY profile_id HAVING count(*) >= 2) s USING (profile_id)
  JOIN profile p USING (profile_id)
  WHERE p.email IS NOT NULL AND p.traits->>'country' IN ('DE', 'AT', 'CH')`;
