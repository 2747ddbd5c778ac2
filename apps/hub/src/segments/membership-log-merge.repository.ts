import { type Prisma, type Sql } from '../database/database.js';

/**
 * Prepares the logs of profiles that become one: of all their rows only those stay that change whether any of them is a member.
 * Otherwise one's "left" would hide that the other one stayed, and two "joined" would count as two members.
 *
 * @param merged `merged(loser, survivor)`, before any row of the losers has moved
 */
export async function foldMembershipLogs(sql: Sql, merged: Prisma.Sql): Promise<void> {
  await sql.$executeRaw`
    WITH part AS (
      SELECT loser AS profile_id, survivor FROM ${merged}
      UNION SELECT survivor, survivor FROM ${merged}),
    line AS (
      SELECT l.profile_id, l.segment_id, l.seq, l.joined, part.survivor
      FROM part JOIN membership_log l ON l.profile_id = part.profile_id),
    step AS (
      SELECT survivor, segment_id, seq,
             sum(sum(CASE WHEN joined THEN 1 ELSE -1 END)) OVER (PARTITION BY survivor, segment_id ORDER BY seq) AS members
      FROM line GROUP BY survivor, segment_id, seq),
    turn AS (
      SELECT survivor, segment_id, seq, members > 0 AS joined,
             (members > 0) <> coalesce(lag(members > 0) OVER (PARTITION BY survivor, segment_id ORDER BY seq), FALSE) AS is_turn
      FROM step),
    ranked AS (
      SELECT line.profile_id, line.segment_id, line.seq,
             turn.is_turn AND line.joined = turn.joined AND row_number() OVER (
               PARTITION BY line.survivor, line.segment_id, line.seq, line.joined ORDER BY line.profile_id) = 1 AS is_kept
      FROM line JOIN turn USING (survivor, segment_id, seq))
    DELETE FROM membership_log l USING ranked r
    WHERE l.profile_id = r.profile_id AND l.segment_id = r.segment_id AND l.seq = r.seq AND NOT r.is_kept`;
}
