import type { Database } from '../../../database/database.js';
import { ProfileRepository } from '../../../profiles/profile.repository.js';
import { ScenarioHub } from '../../../scenarios/scenario-hub.js';
import { EvaluationRepository } from '../../evaluation.repository.js';
import { SegmentRepository } from '../../segment.repository.js';
import { SegmentVisibility } from '../../segment-visibility.service.js';
import { ExplainRepository } from '../explain.repository.js';
import { ExplainService } from '../explain.service.js';

/** The service on a database, at an instant that can be set. */
export function explainingOn(
  database: Database,
  timezone: string,
): { readonly service: ExplainService; readonly setNow: (now: Date) => void } {
  let now = new Date(0);
  const { config } = new ScenarioHub(database, {
    file: 'explained',
    timezone,
    identity: { identifiers: [], block: [] },
    segments: new Map(),
    steps: [],
    locate: () => ({ line: 1, column: 1 }),
  });
  const segments = new SegmentRepository();
  const service = new ExplainService(
    database,
    config,
    { now: () => now },
    segments,
    new SegmentVisibility(segments),
    new ProfileRepository(),
    new EvaluationRepository(),
    new ExplainRepository(),
  );
  return { service, setNow: (instant) => (now = instant) };
}
