import { type Database } from '../database/database.js';
import { CatalogRepository } from '../intake/catalog.repository.js';
import { CatalogWriter } from '../intake/catalog-writer.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { IntakeService } from '../intake/intake.service.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { EvaluationScope } from '../segments/evaluation-scope.repository.js';
import { EvaluationRepository } from '../segments/evaluation.repository.js';
import { EvaluationService } from '../segments/evaluation.service.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import type { Scenario } from './scenario.js';
import { ScenarioRepository } from './scenario.repository.js';

/** The hub's own services on a throw-away database, configured as a scenario says. */
export class ScenarioHub {
  readonly config: HubConfig;
  readonly repository = new ScenarioRepository();
  readonly profiles = new ProfileRepository();
  readonly segments = new SegmentRepository();
  readonly intake: IntakeService;
  readonly evaluation: EvaluationService;

  constructor(
    readonly database: Database,
    scenario: Scenario,
  ) {
    this.config = new HubConfig(configOf(scenario), new ConnectorRegistry([]));
    const records = new IntakeRepository();
    this.intake = new IntakeService(
      database,
      records,
      this.profiles,
      new CatalogWriter(new CatalogRepository()),
    );
    this.evaluation = new EvaluationService(
      database,
      this.config,
      this.segments,
      new EvaluationScope(),
      new EvaluationRepository(),
      records,
      new RunRepository(database),
      new LeaseRepository(database),
    );
  }
}

const configOf = ({ file, timezone, identity }: Scenario): HubConfig['config'] => ({
  file,
  workspace: { name: 'Scenario', timezone },
  plugins: [],
  connections: [],
  identity,
  traits: {},
  segments: [],
  syncs: [],
});
