import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import { CatalogRepository } from '../intake/catalog.repository.js';
import { CatalogWriter } from '../intake/catalog-writer.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { IntakeService } from '../intake/intake.service.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { EvaluationScope } from './evaluation-scope.repository.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { EvaluationService } from './evaluation.service.js';
import { SegmentRepository } from './segment.repository.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const RULE = { trait: 'plan', op: 'eq', value: 'paid' };

const CONFIG: Config = {
  file: 'segue.yaml',
  workspace: { name: 'Acme', timezone: 'UTC' },
  plugins: [],
  connections: [],
  identity: { identifiers: [], block: [] },
  traits: {},
  segments: [],
  syncs: [],
};

describe('EvaluationService', () => {
  let database: Database;
  let evaluation: EvaluationService;
  let intake: IntakeService;
  const segments = new SegmentRepository();
  const config = new HubConfig(CONFIG, new ConnectorRegistry([]));
  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await Database.open({ kind: 'pglite' });
    const records = new IntakeRepository();
    const runs = new RunRepository(database);
    const leases = new LeaseRepository(database);
    intake = new IntakeService(
      database,
      records,
      new ProfileRepository(),
      new CatalogWriter(new CatalogRepository()),
    );
    evaluation = new EvaluationService(
      database,
      config,
      segments,
      new EvaluationScope(),
      new EvaluationRepository(),
      records,
      runs,
      leases,
    );
  });
  afterAll(() => database.close());

  const pay = (userId: string) =>
    intake.store(
      {
        connectionId: 'crm',
        receivedAt: NOW,
        records: [{ kind: 'profile', identifiers: { userId }, traits: { plan: 'paid' } }],
      },
      config.intakeRules,
    );
  const evaluate = () => evaluation.evaluate(NOW, uuidV7());
  const size = async () => {
    const ids = (await segments.list(database.prisma)).map(({ id }) => id);
    return [...(await segments.sizes(database.prisma, ids)).values()];
  };

  it('catches up on what changed while a rule could not be evaluated', async () => {
    const segment = { key: 'paid', name: 'Paid', description: '' };
    await segments.save(database.prisma, { ...segment, rule: RULE });
    await pay('u1');
    await evaluate();
    await database.prisma.segment.updateMany({ data: { rule: { of: 'another release' } } });
    await pay('u2');
    const { errors } = await evaluate();
    const sizeMeanwhile = await size();
    await database.prisma.segment.updateMany({ data: { rule: RULE } });

    await evaluate();

    expect([...errors.keys()]).toEqual(['paid']);
    expect(sizeMeanwhile).toEqual([1]);
    expect(await size()).toEqual([2]);
  });
});
