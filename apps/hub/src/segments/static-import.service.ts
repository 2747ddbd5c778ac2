import { Injectable } from '@nestjs/common';
import type { FileLine } from './static-file.js';
import { StaticMemberService } from './static-member.service.js';

/** Lines of one transaction. */
const BATCH_SIZE = 5_000;

export interface ImportRequest {
  readonly key: string;
  /** Of all identifiers of the file. */
  readonly type: string;
  readonly by: string;
}

/** A line that nobody was added by. */
export interface ImportProblem {
  readonly line: number;
  /** Never quotes the line. */
  readonly reason: string;
}

export interface ImportCounts {
  /** Lines with an identifier. */
  readonly lines: number;
  readonly added: number;
  /** On the list already, or in the file twice. */
  readonly unchanged: number;
  /** Reported, and left out. */
  readonly rejected: number;
}

/** Puts the people that a file names on the list of a static segment, batch by batch: done twice, it is done. */
@Injectable()
export class StaticImportService {
  constructor(private readonly members: StaticMemberService) {}

  /**
   * @param report is told of each line that was left out, in the order of the file
   * @throws NotFoundError, SegmentConflictError for a segment that has a rule
   */
  async import(
    { key, type, by }: ImportRequest,
    lines: AsyncIterable<FileLine> | Iterable<FileLine>,
    report: (problem: ImportProblem) => void,
  ): Promise<ImportCounts> {
    let counts: ImportCounts = { lines: 0, added: 0, unchanged: 0, rejected: 0 };
    const flush = async (batch: readonly FileLine[]): Promise<void> => {
      const result = await this.store({ key, type, by }, batch, report);
      counts = {
        lines: counts.lines + result.lines,
        added: counts.added + result.added,
        unchanged: counts.unchanged + result.unchanged,
        rejected: counts.rejected + result.rejected,
      };
    };
    let batch: FileLine[] = [];
    for await (const line of lines) {
      batch.push(line);
      if (batch.length < BATCH_SIZE) continue;
      await flush(batch);
      batch = [];
    }
    await flush(batch);
    return counts;
  }

  private async store(
    { key, type, by }: ImportRequest,
    batch: readonly FileLine[],
    report: (problem: ImportProblem) => void,
  ): Promise<ImportCounts> {
    const read = batch.flatMap((line) => ('value' in line ? [line] : []));
    const add = read.map(({ value }) => ({ type, value }));
    const { added, unchanged, problems } = await this.members.edit(key, { add }, by);
    const rejected: ImportProblem[] = [
      ...batch.flatMap((line) => ('reason' in line ? [line] : [])),
      ...problems.map(({ index, reason }) => ({ line: read[index]!.line, reason })),
    ];
    for (const problem of rejected.sort((a, b) => a.line - b.line)) report(problem);
    return { lines: batch.length, added, unchanged, rejected: rejected.length };
  }
}
