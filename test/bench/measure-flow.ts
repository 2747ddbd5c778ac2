import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { parseMessage, type SourceRecord } from '@segue/sdk';
import type { Environment } from '../../apps/hub/src/cli/open-hub.js';
import { Database } from '../../apps/hub/src/database/database.js';
import { EVALUATION } from '../../apps/hub/src/schedule/evaluation-work.js';
import { WorkerService } from '../../apps/hub/src/hub/worker.service.js';
import { IntakeService } from '../../apps/hub/src/intake/intake.service.js';
import { HubConfig } from '../../apps/hub/src/runtime/hub-config.js';
import { SOURCE_ID, SYNC_ID, writeConfiguration } from './configuration.js';
import { copyRows } from './copy-rows.js';
import { FakeVendor } from './fake-vendor.js';
import { MessageFactory } from './messages.js';
import type { BenchOptions } from './options.js';
import { withNewHub } from './open-hub.js';
import { secondsOf } from './stopwatch.js';

export interface Speed {
  /** Rows of its kind: records, profiles, changes. */
  readonly rows: number;
  readonly seconds: number;
}

export interface IntakeSpeed extends Speed {
  /** COPY of the rows that intake made of the records. */
  readonly copySeconds: number;
}

export interface FlowResult {
  readonly intake: IntakeSpeed;
  /** All segments over all profiles: first when nobody is a member, then when nothing changes. */
  readonly evaluation?: { readonly first: Speed; readonly again: Speed };
  readonly delivery?: Speed;
}

/** One hub: takes records in, evaluates its segments, fills an audience. */
export async function measureFlow(
  folder: string,
  env: Environment,
  options: BenchOptions,
): Promise<FlowResult> {
  const vendor = new FakeVendor();
  const vendorUrl = await vendor.start();
  try {
    const file = join(folder, 'segue.yaml');
    await writeConfiguration(file, { messages: join(folder, 'unused.ndjson'), vendorUrl });
    return await withNewHub(file, env, async (hub) => {
      const intake = await measureIntake(hub, env, options);
      const evaluation = await measureEvaluation(hub);
      if (!options.parts.has('delivery')) return { intake, evaluation };
      return { intake, evaluation, delivery: await measureDelivery(hub) };
    });
  } finally {
    await vendor.stop();
  }
}

async function measureIntake(
  hub: INestApplicationContext,
  env: Environment,
  { records: count, users, batch }: BenchOptions,
): Promise<IntakeSpeed> {
  const receivedAt = new Date();
  const records: SourceRecord[] = [];
  for (const message of new MessageFactory(receivedAt.getTime()).traffic(count, users)) {
    const parsed = parseMessage(message, { receivedAt });
    if ('rejection' in parsed) throw new Error(`a message is refused: ${parsed.rejection.code}`);
    records.push(...parsed.records);
  }
  const [intake, { intakeRules }] = [hub.get(IntakeService), hub.get(HubConfig)];
  const seconds = await secondsOf(async () => {
    for (let start = 0; start < count; start += batch) {
      const part = records.slice(start, start + batch);
      await intake.store({ connectionId: SOURCE_ID, records: part, receivedAt }, intakeRules);
    }
  });
  return { rows: count, seconds, copySeconds: await copyRows(hub.get(Database), env) };
}

async function measureEvaluation(
  hub: INestApplicationContext,
): Promise<{ first: Speed; again: Speed }> {
  const evaluate = async (): Promise<Speed> => {
    let rows = 0;
    const seconds = await secondsOf(async () => {
      const run = await hub.get(WorkerService).runNow(EVALUATION, { full: true });
      rows = run.counts.evaluated ?? 0;
    });
    return { rows, seconds };
  };
  return { first: await evaluate(), again: await evaluate() };
}

async function measureDelivery(hub: INestApplicationContext): Promise<Speed> {
  let rows = 0;
  const seconds = await secondsOf(async () => {
    const run = await hub.get(WorkerService).runNow({ kind: 'sync', target: SYNC_ID });
    rows = run.counts.confirmed ?? 0;
  });
  return { rows, seconds };
}
