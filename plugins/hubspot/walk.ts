import { TransientError, type Context, type Page } from '@segue/sdk';
import { changesUntil, OVERLAP_MS, type Checkpoint, type Walk } from './checkpoint.js';
import { parseContacts, toDeleted, toProfile, type Contact } from './contact.js';
import { listContacts, readContacts, searchContacts } from './contacts-api.js';
import type { HubspotSettings } from './settings.js';

type Ctx = Context<HubspotSettings>;
type Step<Name extends Walk['step']> = Extract<Walk, { step: Name }>;

/** Reads one page of the step that is under way. */
export function readPage(ctx: Ctx, checkpoint: Checkpoint, walk: Walk): Promise<Page<Checkpoint>> {
  switch (walk.step) {
    case 'list':
      return readList(ctx, checkpoint, walk);
    case 'changes':
      return readChanges(ctx, checkpoint, walk);
    case 'archived':
      return readArchived(ctx, checkpoint, walk);
  }
}

async function readList(
  ctx: Ctx,
  checkpoint: Checkpoint,
  { after }: Step<'list'>,
): Promise<Page<Checkpoint>> {
  const page = await listContacts(ctx, { archived: false, after });
  const walk: Walk =
    page.after === undefined
      ? changesUntil(ctx.now().getTime())
      : { step: 'list', after: page.after };
  const { contacts, rejected } = parseContacts(page.results);
  return { records: toProfiles(ctx, contacts), rejected, checkpoint: { ...checkpoint, walk } };
}

/**
 * Each page asks for the ids after the last one, so it is always the first page of its query: the cap of 10,000 results is
 * never reached, and a contact that changes meanwhile, and so leaves the range, does not shift the others across the edge
 * of a page, as it would with HubSpot's cursor, which counts results.
 */
async function readChanges(
  ctx: Ctx,
  checkpoint: Checkpoint,
  { step, until, afterId, after }: Step<'changes'>,
): Promise<Page<Checkpoint>> {
  const { changedSince } = checkpoint;
  const page = await searchContacts(ctx, { since: changedSince, until, afterId, after });
  const { contacts, rejected } = parseContacts(page.results);
  requireAscending(afterId, contacts);

  const records = toProfiles(ctx, contacts);
  if (page.after === undefined) {
    return {
      records,
      rejected,
      checkpoint: {
        ...checkpoint,
        changedSince: Math.max(changedSince, until - OVERLAP_MS),
        walk: { step: 'archived', startedAt: ctx.now().getTime() },
      },
    };
  }
  const lastId = contacts.at(-1)?.id;
  if (lastId === undefined && page.after === after) {
    throw new TransientError('HubSpot gave the same empty page of contacts twice');
  }
  // A page may be empty and yet not be the last one: only then its cursor is followed.
  const walk: Walk =
    lastId === undefined
      ? { step, until, afterId, after: page.after }
      : { step, until, afterId: lastId };
  return { records, rejected, checkpoint: { ...checkpoint, walk } };
}

/**
 * The recycle bin (90 days) can be neither filtered nor sorted by date, so every read walks through all of it and reports
 * what came into it since the last walk began. What comes into it behind the walk's back is for the next one.
 *
 * Assumption: a contact that was merged into another may lie there, too. It is no less known than before, so those ids
 * that lead to a living contact are left out.
 */
async function readArchived(
  ctx: Ctx,
  checkpoint: Checkpoint,
  { step, startedAt, after }: Step<'archived'>,
): Promise<Page<Checkpoint>> {
  const page = await listContacts(ctx, { archived: true, after });
  const { contacts, rejected } = parseContacts(page.results);

  const fresh = contacts.filter(
    ({ archivedAt }) => !isBefore(archivedAt, checkpoint.archivedSince),
  );
  const living = await livingIds(ctx, fresh);
  return {
    records: fresh.filter(({ id }) => !living.has(id)).map(toDeleted),
    rejected,
    checkpoint:
      page.after === undefined
        ? { ...checkpoint, archivedSince: startedAt - OVERLAP_MS, walk: undefined }
        : { ...checkpoint, walk: { step, startedAt, after: page.after } },
  };
}

async function livingIds(ctx: Ctx, contacts: readonly Contact[]): Promise<ReadonlySet<string>> {
  if (contacts.length === 0) return new Set();
  const results = await readContacts(
    ctx,
    contacts.map(({ id }) => id),
  );
  const { contacts: living, rejected } = parseContacts(results);
  if (rejected.length > 0) throw new TransientError('HubSpot answered contacts without their ids');
  return new Set(living.flatMap(({ id, mergedIds }) => [id, ...mergedIds]));
}

/** To go on after the last id of a page that is not in the order of ids would leave people out in silence. */
function requireAscending(afterId: string | undefined, contacts: readonly Contact[]): void {
  let last = BigInt(afterId ?? -1);
  for (const { id } of contacts) {
    const current = BigInt(id);
    if (current <= last) throw new TransientError('HubSpot did not sort the contacts by their ids');
    last = current;
  }
}

const toProfiles = ({ settings }: Ctx, contacts: readonly Contact[]) =>
  contacts.map((contact) => toProfile(contact, settings.properties));

const isBefore = (date: Date | undefined, instant: number): boolean =>
  date !== undefined && date.getTime() < instant;
