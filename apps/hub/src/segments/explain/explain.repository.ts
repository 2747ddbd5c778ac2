import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { Leaf, Rule } from '../rules/rule.js';
import { selectEventEvidence } from './event-evidence.repository.js';
import type { ExplainContext } from './explain-context.js';
import { leafEdges, selectEdges } from './leaf-edges.repository.js';
import { selectProfileEvidence } from './profile-evidence.repository.js';
import { selectTruths } from './select-truths.repository.js';
import { selectSequenceEvidence } from './sequence-evidence.repository.js';

/** A profile in one segment, as the last evaluation left it. */
export interface StoredMembership {
  /** null: no member. */
  readonly joinedAt: Date | null;
  /** When it joined or left last; null: it never did either. */
  readonly lastChange: {
    readonly at: Date;
    readonly joined: boolean;
    readonly version: number;
    readonly cause: string;
  } | null;
  /** Whether something arrived about it that no evaluation has taken into account. */
  readonly isDirty: boolean;
}

/** What explanations ask of the database: of few profiles, and nothing that is stored. */
@Injectable()
export class ExplainRepository {
  /** So that all statements of an explanation see the same data. To be called first in a transaction. */
  async freeze(sql: Sql): Promise<void> {
    await sql.$executeRawUnsafe('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  }

  async hasProfile(sql: Sql, profileId: string): Promise<boolean> {
    return (await sql.profile.count({ where: { profileId } })) > 0;
  }

  /** Profile → the answers to the nodes, in their order. @param nodes  all in the tree `root` */
  async truths(
    sql: Sql,
    root: Rule,
    nodes: readonly Rule[],
    context: ExplainContext,
  ): Promise<ReadonlyMap<string, readonly boolean[]>> {
    const rows = await sql.$queryRaw<{ profile_id: string; truths: boolean[] }[]>(
      selectTruths(root, nodes, context),
    );
    return new Map(rows.map(({ profile_id, truths }) => [profile_id, truths]));
  }

  /** What a leaf finds of one profile, to be read by `readEvidence`. @param context  with `from` that profile alone */
  async evidence(sql: Sql, leaf: Leaf, context: ExplainContext): Promise<unknown> {
    const statement =
      leaf.kind === 'everyone'
        ? undefined
        : leaf.kind === 'event'
          ? selectEventEvidence(leaf, context)
          : leaf.kind === 'sequence'
            ? selectSequenceEvidence(leaf, context)
            : selectProfileEvidence(leaf, context);
    if (statement === undefined) return null;
    const [row] = await sql.$queryRaw<{ found: unknown }[]>(statement);
    return row?.found ?? null;
  }

  /** For each leaf the instants after now at which its answer about one profile can change by itself, in order. */
  async edges(
    sql: Sql,
    leaves: readonly Leaf[],
    context: ExplainContext,
  ): Promise<readonly (readonly Date[])[]> {
    const rows = await sql.$queryRaw<{ leaf: number; at: Date }[]>(
      selectEdges(
        leaves.map((leaf) => leafEdges(leaf, context)),
        context,
      ),
    );
    const edges = leaves.map((): Date[] => []);
    for (const { leaf, at } of rows) edges[leaf]!.push(at);
    for (const list of edges) list.sort((a, b) => a.getTime() - b.getTime());
    return edges;
  }

  async stored(sql: Sql, profileId: string, segmentId: number): Promise<StoredMembership> {
    const membership = await sql.membership.findUnique({
      where: { profileId_segmentId: { profileId, segmentId } },
    });
    const lastChange = await sql.membershipLog.findFirst({
      where: { profileId, segmentId },
      orderBy: { seq: 'desc' },
      select: { at: true, joined: true, version: true, cause: true },
    });
    const dirty = await sql.dirty.count({ where: { profileId, dueAt: null } });
    return { joinedAt: membership?.joinedAt ?? null, lastChange, isDirty: dirty > 0 };
  }
}
