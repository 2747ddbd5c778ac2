import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SourceRecord } from '@segue/sdk';
import { Database } from '../database/database.js';
import { DEFAULT_IDENTITY } from '../identity/normalise-identifiers.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { CatalogRepository } from './catalog.repository.js';
import { CatalogWriter } from './catalog-writer.js';
import { IntakeRepository } from './intake.repository.js';
import { IntakeService } from './intake.service.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const MINUTE_MS = 60_000;

describe('the address to write to', () => {
  let database: Database;
  let intake: IntakeService;

  beforeAll(async () => {
    database = await Database.open({ kind: 'pglite' });
    intake = new IntakeService(
      database,
      new IntakeRepository(),
      new ProfileRepository(),
      new CatalogWriter(new CatalogRepository()),
    );
  });

  afterAll(() => database.close());

  const store = (...records: SourceRecord[]) =>
    intake.store(
      { connectionId: 'crm', records, receivedAt: new Date(NOON + 60 * MINUTE_MS) },
      { identity: DEFAULT_IDENTITY, priorities: new Map() },
    );

  const contact = (externalId: string | string[], email: string, minute: number): SourceRecord => ({
    kind: 'profile',
    identifiers: { externalId, email },
    traits: { email },
    observedAt: new Date(NOON + minute * MINUTE_MS),
  });

  const addressOf = async (externalId: string): Promise<string | null> => {
    const { profileId } = await database.prisma.identifier.findFirstOrThrow({
      where: { value: externalId },
    });
    return (await database.prisma.profile.findUniqueOrThrow({ where: { profileId } })).email;
  };

  it('is that of the merged contact, also where the profile of the other one survives', async () => {
    await store(contact('1', 'old@example.com', 0));
    await store(contact('2', 'kept@example.com', 1));

    await store(contact(['3', '1', '2'], 'kept@example.com', 2));

    expect(await addressOf('3')).toBe('kept@example.com');
  });

  it('is the newest of both profiles that a message without an address unites', async () => {
    await store(contact('11', 'first@example.com', 0));
    await store(contact('12', 'second@example.com', 1));

    await store({ kind: 'profile', identifiers: { externalId: ['11', '12'] }, traits: {} });

    expect(await addressOf('11')).toBe('second@example.com');
  });
});
