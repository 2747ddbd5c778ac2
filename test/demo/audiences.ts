import type { SyncConfig } from '../../apps/hub/src/config/config.js';
import type { StartedHub } from '../support/start-hub.js';
import type { VendorWorld } from '../support/vendor-world.js';

/** An audience as the vendor has it, beside the segment as the hub has it. */
export interface AudienceCheck {
  readonly syncId: string;
  readonly segment: string;
  /** Members of the segment. */
  readonly size: number;
  /** Why members cannot be held → how many. */
  readonly skipped: ReadonlyMap<string, number>;
  /** How many the vendor holds, or was told. */
  readonly held: number;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

interface MemberRow {
  readonly email: string | null;
  readonly skipped: string | null;
}

/** Asks the vendor, not the hub, what it holds. */
export async function checkAudience(
  hub: StartedHub,
  world: VendorWorld,
  sync: Pick<SyncConfig, 'id' | 'segment' | 'audience'>,
): Promise<AudienceCheck> {
  const members = await hub.database.prisma.$queryRaw<MemberRow[]>`
    SELECT p.email, CASE WHEN d.problem ->> 'status' = 'skipped' THEN d.problem ->> 'code' END AS skipped
    FROM segment s
    JOIN membership m ON m.segment_id = s.id
    JOIN profile p ON p.profile_id = m.profile_id
    LEFT JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${sync.id}
    WHERE s.key = ${sync.segment}`;
  const found = { syncId: sync.id, segment: sync.segment, size: members.length };
  const { listId, name, channel } = sync.audience;
  if (typeof channel === 'string') {
    const held = toldSize(world, channel);
    return { ...found, skipped: new Map(), held, ...difference([members.length], [held]) };
  }
  const skipped = new Map<string, number>();
  for (const { skipped: code } of members) {
    if (code !== null) skipped.set(code, (skipped.get(code) ?? 0) + 1);
  }
  const wanted = members.flatMap((one) => (one.skipped === null ? [one.email ?? '?'] : []));
  const held = world.mailchimp.segmentMembers(String(listId), String(name));
  const inLowerCase = held.map((email) => email.toLowerCase());
  return { ...found, skipped, held: held.length, ...difference(wanted, inLowerCase) };
}

export const isEqual = ({ missing, unexpected }: AudienceCheck): boolean =>
  missing.length + unexpected.length === 0;

function difference(
  wanted: readonly unknown[],
  held: readonly unknown[],
): Pick<AudienceCheck, 'missing' | 'unexpected'> {
  const [left, right] = [new Set(wanted), new Set(held)];
  return {
    missing: [...left].filter((one) => !right.has(one)).map(String),
    unexpected: [...right].filter((one) => !left.has(one)).map(String),
  };
}

/** The size that the newest message of the channel tells; 0 without one. */
function toldSize({ slack }: VendorWorld, channel: string): number {
  const told = /now ([\d,]+) member/.exec(slack.messagesIn(channel).at(-1)?.text ?? '')?.[1];
  return Number((told ?? '0').replaceAll(',', ''));
}
