import { seededRandom } from '../../../apps/hub/src/demo/draw.js';
import { userIdOf } from './people.js';
import { PLANS } from './profile-rows.js';
import { KIND_DRAWS } from './shop.js';

/**
 * Messages about random people, as they come from a shop: each did one to three things just now, and four in ten say
 * something new about themselves.
 *
 * @param seed another one for each round: it makes the message ids
 */
export function changesOf(
  { people, profiles }: { readonly people: number; readonly profiles: number },
  nowMs: number,
  seed: number,
): readonly object[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const chosen = new Set<number>();
  while (chosen.size < people) chosen.add(below(profiles));
  let n = 0;
  return [...chosen].flatMap((index) => {
    // One after the other: of two at one instant the message id would decide, which the statements by hand do not ask.
    let agoMs = 0;
    const envelope = () => ({
      userId: userIdOf(index),
      messageId: `${seed}-${nowMs}-${n++}`,
      timestamp: new Date(nowMs - agoMs++).toISOString(),
    });
    const events = Array.from({ length: 1 + below(3) }, () => {
      const { name, properties } = KIND_DRAWS[below(KIND_DRAWS.length)]!;
      const parsed = JSON.parse(properties(below(4_294_967_296))[0]) as object;
      return { type: 'track', ...envelope(), event: name, properties: parsed };
    });
    if (below(10) >= 4) return events;
    const traits = { plan: PLANS[below(PLANS.length)], lifetimeValue: below(20_000) / 10 };
    return [...events, { type: 'identify', ...envelope(), traits }];
  });
}
