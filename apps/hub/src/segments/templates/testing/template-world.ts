import { DataCatalog } from '../../../catalog/data-catalog.repository.js';
import type { Database } from '../../../database/database.js';
import type { Outcome } from '../../../scenarios/outcome.js';
import { parseScenario } from '../../../scenarios/read-scenario.js';
import { runScenario } from '../../../scenarios/run-scenario.js';
import { ScenarioHub } from '../../../scenarios/scenario-hub.js';
import { BoundaryRepository } from '../boundary.repository.js';
import { TemplateService } from '../template.service.js';
import { NOW, type Deed, type People } from './template-case.js';

const FILE = 'made.json';

/** Templates on data that came in as they do in production, evaluated as they are there. */
export class TemplateWorld {
  private constructor(
    private readonly database: Database,
    private readonly timezone: string,
    readonly catalog: DataCatalog,
    readonly templates: TemplateService,
  ) {}

  static async open(database: Database, timezone = 'UTC'): Promise<TemplateWorld> {
    const scenario = JSON.stringify({ timezone, steps: [{ at: NOW }] });
    const { config } = new ScenarioHub(database, await parseScenario(scenario, FILE));
    const catalog = new DataCatalog(database);
    const boundaries = new BoundaryRepository(database);
    const templates = new TemplateService(catalog, boundaries, config, { now: () => NOW });
    return new TemplateWorld(database, timezone, catalog, templates);
  }

  /** Replaces all that is in the database. */
  async fill(people: People): Promise<void> {
    await this.run({ steps: [{ at: NOW, send: messagesOf(people) }] });
  }

  /** Replaces all that is in the database. @param members  names of those whom the rule should find among `people` */
  async expect(rule: unknown, people: People, members: readonly string[]): Promise<Outcome> {
    const step = { at: NOW, send: messagesOf(people), expect: { made: members } };
    return this.run({ segments: { made: rule }, steps: [step] });
  }

  private async run(scenario: object): Promise<Outcome> {
    const text = JSON.stringify({ timezone: this.timezone, ...scenario });
    return runScenario(this.database, await parseScenario(text, FILE));
  }
}

const messagesOf = (people: People): readonly Deed[] =>
  Object.entries(people).flatMap(([userId, deeds]) => deeds.map((deed) => ({ userId, ...deed })));
