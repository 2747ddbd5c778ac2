import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { parseMessage } from '@segue/sdk';
import { withHub } from '../../../apps/hub/src/cli/open-hub.js';
import { ApplyConfigService } from '../../../apps/hub/src/hub/apply-config.service.js';
import { IntakeService } from '../../../apps/hub/src/intake/intake.service.js';
import { RunRepository } from '../../../apps/hub/src/runs/run.repository.js';
import { boundHeap } from '../../../apps/hub/src/runtime/bound-heap.js';
import { Clock } from '../../../apps/hub/src/runtime/clock.js';
import { HubConfig } from '../../../apps/hub/src/runtime/hub-config.js';
import { EvaluationService } from '../../../apps/hub/src/segments/evaluation.service.js';
import { PreviewService } from '../../../apps/hub/src/segments/preview.service.js';
import { secondsOf } from '../stopwatch.js';
import type { Evaluated, HubReply, HubRequest, HubRequests, RequestName } from './hub-requests.js';
import { peakMemory } from '../peak-memory.js';

type Handlers = {
  readonly [N in RequestName]: (
    hub: INestApplicationContext,
    ask: HubRequests[N]['ask'],
  ) => Promise<HubRequests[N]['answer']>;
};

const HANDLERS: Handlers = {
  apply: async (hub) => {
    await hub.get(ApplyConfigService).apply();
    return {};
  },
  evaluate: (hub, { nowMs, full }) => evaluate(hub, new Date(nowMs), full),
  store: async (hub, { nowMs, messages }) => {
    const receivedAt = new Date(nowMs);
    const records = messages.flatMap((message) => {
      const parsed = parseMessage(message, { receivedAt });
      if ('rejection' in parsed) throw new Error(`refused: ${parsed.rejection.code}`);
      return parsed.records;
    });
    const batch = { connectionId: 'shop', records, receivedAt };
    return hub.get(IntakeService).store(batch, hub.get(HubConfig).intakeRules);
  },
  preview: async (hub, { nowMs, request }) => {
    hub.get(Clock).now = () => new Date(nowMs);
    let size = 0;
    const seconds = await secondsOf(async () => {
      ({ size } = await hub.get(PreviewService).preview(request));
    });
    return { seconds, size };
  },
  memory: () => Promise.resolve({ peakBytes: peakMemory() }),
};

async function evaluate(
  hub: INestApplicationContext,
  now: Date,
  full: boolean,
): Promise<Evaluated> {
  const runs = hub.get(RunRepository);
  const runId = await runs.start('evaluate', 'segments', 'manual', now);
  let counts = { evaluated: 0, joined: 0, left: 0 };
  const seconds = await secondsOf(async () => {
    const { errors, ...result } = await hub.get(EvaluationService).evaluate(now, runId, { full });
    for (const [key, message] of errors) throw new Error(`segment ${key}: ${message}`);
    counts = result;
  });
  await runs.finish(runId, 'succeeded', now);
  return { seconds, ...counts };
}

async function answer(hub: INestApplicationContext, { name, ask }: HubRequest): Promise<HubReply> {
  try {
    const handle = HANDLERS[name] as (
      hub: INestApplicationContext,
      ask: object,
    ) => Promise<HubRequests[RequestName]['answer']>;
    return { answer: await handle(hub, ask) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The hub as `segue start` runs it, without HTTP and without its own schedule: it does what it is asked, one after the other. */
boundHeap();
await withHub(process.argv[2]!, process.env, async (hub) => {
  await new Promise<void>((resolve, reject) => {
    process.on('disconnect', resolve);
    process.on('message', (request: HubRequest) => {
      answer(hub, request).then((reply) => process.send!(reply), reject);
    });
    process.send!({ answer: {} } satisfies HubReply);
  });
});
