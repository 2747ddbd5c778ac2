import { RateLimitError, RequestError, TransientError, type Context } from '@segue/sdk';
import { isObject, objectsIn, textIn, toObject, type Answer } from './answer.js';
import type { Audience } from './audience.js';
import type { Ga4Settings } from './ga4.settings.js';
import { listAll, type GoogleClient } from './google-client.js';
import { quotaWaitMs } from './google-error.js';

/** Source: https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties.audienceExports/list */
const MAX_PAGE_SIZE = 1000;

/** Of the four that Google knows, those that name a person. */
const DIMENSIONS = ['userId', 'deviceId'];

const NAME = /^properties\/\d+\/audienceExports\/[\w-]+$/;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Making an export takes some 15 minutes. One that is not ready after this is given up for a new one. */
const MAX_CREATING_MS = 2 * HOUR_MS;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = MINUTE_MS;
const DEADLINE_MS = 30 * MINUTE_MS;

type ExportContext = Pick<Context<Ga4Settings>, 'settings' | 'now' | 'sleep'>;

/** The members of an audience at one instant. It never changes, and Google deletes it after 72 hours. */
export interface AudienceExport {
  readonly name: string;
  readonly createdAt: Date;
}

/** An export that can be read at once when it is `ready`, or is being made. */
export interface RequestedExport {
  readonly name: string;
  readonly ready?: AudienceExport;
}

/** An export as Google describes it. */
interface DescribedExport extends AudienceExport {
  readonly audience: string | undefined;
  readonly state: string | undefined;
  readonly dimensions: readonly string[];
  readonly errorMessage: string;
}

/**
 * One export for each audience: the newest that is fresh enough; else one that is being made already, for an earlier run
 * that did not wait to the end; else a new one. All are requested before the first is waited for, so that Google makes them
 * at the same time.
 *
 * @returns audience id → export
 *
 * Source: https://developers.google.com/analytics/devguides/reporting/data/v1/audience-export-basics
 */
export async function requestExports(
  ctx: ExportContext,
  google: GoogleClient,
  audiences: readonly Audience[],
): Promise<ReadonlyMap<string, RequestedExport>> {
  const requested = new Map<string, RequestedExport>();
  if (audiences.length === 0) return requested;
  const url = `/v1beta/properties/${ctx.settings.propertyId}/audienceExports`;
  const existing = (await listAll(google, url, 'audienceExports', MAX_PAGE_SIZE))
    .flatMap((item) => parseExport(item) ?? [])
    .filter(namesPeople)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  for (const { id, name } of audiences) {
    const own = existing.filter(({ audience }) => audience === name);
    const ready = own.find((found) => isFresh(ctx, found));
    const pending = own.find((found) => isPending(ctx, found));
    if (ready) requested.set(id, { name: ready.name, ready });
    else requested.set(id, { name: pending?.name ?? (await createExport(google, url, name)) });
  }
  return requested;
}

/**
 * Polls with growing pauses until the export can be read. The time is counted in pauses, so that a clock that stands still
 * ends it as well.
 */
export async function waitForExport(
  ctx: ExportContext,
  google: GoogleClient,
  { name, ready }: RequestedExport,
): Promise<AudienceExport> {
  if (ready) return ready;
  let pauseMs = FIRST_PAUSE_MS;
  for (let waitedMs = 0; waitedMs < DEADLINE_MS;) {
    const found = parseExport(await google.get(`/v1beta/${name}`));
    if (!found) throw new TransientError("Google's answer does not describe the audience export");
    if (found.state === 'FAILED') throw creationError(found.errorMessage);
    if (found.state === 'ACTIVE') return found;
    await ctx.sleep(pauseMs);
    waitedMs += pauseMs;
    pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS);
  }
  throw new TransientError(
    `an audience export is still being made after ${DEADLINE_MS / MINUTE_MS} minutes; the next run waits on`,
  );
}

async function createExport(google: GoogleClient, url: string, audience: string): Promise<string> {
  const operation = await google.post(url, {
    audience,
    dimensions: DIMENSIONS.map((dimensionName) => ({ dimensionName })),
  });
  const name = textIn(toObject(operation['response'], 'audience export'), 'name');
  if (name !== undefined && NAME.test(name)) return name;
  throw new TransientError("Google's answer does not name the audience export it makes");
}

/** Source: https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties.audienceExports */
const creationError = (message: string): RateLimitError | RequestError =>
  /quota|exhausted/i.test(message)
    ? new RateLimitError('an audience export failed: a quota is exhausted', quotaWaitMs(message))
    : new RequestError(`an audience export failed: ${message.slice(0, 300)}`, 200);

const ageMs = ({ now }: ExportContext, { createdAt }: AudienceExport): number =>
  now().getTime() - createdAt.getTime();

const isFresh = (ctx: ExportContext, found: DescribedExport): boolean =>
  found.state === 'ACTIVE' && ageMs(ctx, found) < ctx.settings.maxExportAgeHours * HOUR_MS;

const isPending = (ctx: ExportContext, found: DescribedExport): boolean =>
  found.state === 'CREATING' && ageMs(ctx, found) < MAX_CREATING_MS;

/** Other tools of the property make exports too, with the dimensions that they need. */
const namesPeople = ({ dimensions }: DescribedExport): boolean =>
  DIMENSIONS.every((dimension) => dimensions.includes(dimension));

function parseExport(value: unknown): DescribedExport | undefined {
  if (!isObject(value)) return undefined;
  const name = textIn(value, 'name');
  const createdAt = new Date(textIn(value, 'beginCreatingTime') ?? Number.NaN);
  if (name === undefined || !NAME.test(name) || Number.isNaN(createdAt.getTime())) return undefined;
  return {
    name,
    createdAt,
    audience: textIn(value, 'audience'),
    state: textIn(value, 'state'),
    dimensions: dimensionsOf(value),
    errorMessage: textIn(value, 'errorMessage') ?? '',
  };
}

/** The names of an export's columns, in their order. */
export const dimensionsOf = (audienceExport: Answer): readonly string[] =>
  objectsIn(audienceExport, 'dimensions').map(
    (dimension) => textIn(dimension, 'dimensionName') ?? '',
  );
