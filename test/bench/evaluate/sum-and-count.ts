import { type Database, type Prisma } from '../../../apps/hub/src/database/database.js';
import { compileMembers } from '../../../apps/hub/src/segments/compile/compile-rule.js';
import { EvaluationRepository } from '../../../apps/hub/src/segments/evaluation.repository.js';
import { parseRule } from '../../../apps/hub/src/segments/rules/parse-rule.js';
import { secondsOf } from '../stopwatch.js';
import { setAsHub } from './baseline.js';
import { TIMEZONE } from './shop.js';

const EVENT = 'Order Completed';
const WINDOW = { event: EVENT, within: { last: '180d' } };
const COUNT = { ...WINDOW, count: { gte: 3 } };
const SUM = { ...WINDOW, sum: { property: 'total', gte: 750 } };

const ROUNDS = 3;

/** Seconds of a rule over the same events, through the compiler: the best of three. */
export interface SumAndCount {
  readonly countSeconds: number;
  readonly sumSeconds: number;
  /** Without what is known of the events: by looking the number up in each JSON document. */
  readonly jsonSumSeconds: number;
}

export async function measureSumAndCount(database: Database, nowMs: number): Promise<SumAndCount> {
  const catalog = await new EvaluationRepository().catalog(database.prisma, [EVENT]);
  const context = { now: new Date(nowMs), timezone: TIMEZONE, segments: new Map(), segmentId: 0 };
  const time = (rule: object, known: object): Promise<number> =>
    bestOf(database, compileMembers(parseRule(rule), { ...context, ...known }));
  return {
    countSeconds: await time(COUNT, { catalog }),
    sumSeconds: await time(SUM, { catalog }),
    jsonSumSeconds: await time(SUM, {}),
  };
}

/** The members are only counted: what is compared is the evaluation, not the transport. */
async function bestOf(database: Database, members: Prisma.Sql): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await database.transaction(async (sql) => {
      await setAsHub(sql);
      times.push(await secondsOf(() => sql.$queryRaw`SELECT count(*) AS n FROM (${members}) AS m`));
    });
  }
  return Math.min(...times);
}
