import { randomUUID } from 'node:crypto';
import { failure, notFound, pageOf, rowsIn, type Range } from './ga4.answers.js';
import type { VendorAnswer } from './vendor-server.js';

const EXPORT_LIFETIME_MS = 72 * 3_600_000;

export interface Ga4Member {
  readonly userId?: string;
  readonly deviceId?: string;
}

export interface Ga4Export {
  readonly name: string;
  readonly audience: string;
  readonly audienceDisplayName: string;
  readonly dimensions: readonly { readonly dimensionName: string }[];
  readonly beginCreatingTime: string;
  /** As they were when the export began. */
  readonly members: readonly Ga4Member[];
  state: 'CREATING' | 'ACTIVE' | 'FAILED';
  errorMessage?: string;
}

interface SimulatedAudience {
  readonly name: string;
  readonly displayName: string;
  members: readonly Ga4Member[];
}

/** The audiences of one property, and what was exported of them. */
export class Ga4Audiences {
  /** Polls that find a new export still CREATING. */
  pollsUntilActive = 1;
  /** Longest page of either list, to make paging visible with few items. */
  maxPageSize = 200;

  private readonly audiences: SimulatedAudience[] = [];
  private readonly failures: string[] = [];
  private readonly polls = new Map<string, number>();
  private exports: Ga4Export[] = [];

  constructor(
    private readonly property: string,
    private readonly now: () => Date,
  ) {}

  /** @returns the resource name, e.g. `properties/123456789/audiences/1` */
  add(displayName: string, members: readonly Ga4Member[] = []): string {
    const name = `${this.property}/audiences/${this.audiences.length + 1}`;
    this.audiences.push({ name, displayName, members });
    return name;
  }

  setMembers(audience: string, members: readonly Ga4Member[]): void {
    const found = this.audiences.find(({ name }) => name === audience);
    if (!found) throw new Error(`no audience ${audience}`);
    found.members = members;
  }

  /** The next export that is begun ends as FAILED. */
  failNextExport(errorMessage: string): void {
    this.failures.push(errorMessage);
  }

  /** As if 72 hours had passed. */
  expireExports(): void {
    this.exports = [];
  }

  /** The exports that have not expired. */
  liveExports(): readonly Ga4Export[] {
    const oldest = this.now().getTime() - EXPORT_LIFETIME_MS;
    return this.exports.filter(({ beginCreatingTime }) => Date.parse(beginCreatingTime) > oldest);
  }

  list(query: URLSearchParams): VendorAnswer {
    const items = this.audiences.map(({ name, displayName }) => ({ name, displayName }));
    return pageOf('audiences', items, query, this.maxPageSize);
  }

  listExports(query: URLSearchParams): VendorAnswer {
    return pageOf('audienceExports', this.liveExports().map(toResource), query, this.maxPageSize);
  }

  createExport(body: unknown): VendorAnswer {
    const { audience, dimensions } = body as Pick<Ga4Export, 'audience' | 'dimensions'>;
    const found = this.audiences.find(({ name }) => name === audience);
    if (!found) return notFound();
    const errorMessage = this.failures.shift();
    const made: Ga4Export = {
      name: `${this.property}/audienceExports/${randomUUID()}`,
      audience,
      audienceDisplayName: found.displayName,
      dimensions,
      beginCreatingTime: this.now().toISOString(),
      members: found.members,
      state: 'CREATING',
      ...(errorMessage === undefined ? {} : { errorMessage }),
    };
    this.exports.push(made);
    return { body: { name: `operations/${randomUUID()}`, response: toResource(made) } };
  }

  /** A new export gets ready, or fails, by being looked at. */
  getExport(id: string): VendorAnswer {
    const found = this.findExport(id);
    if (!found) return notFound();
    const polls = this.polls.get(found.name) ?? 0;
    this.polls.set(found.name, polls + 1);
    if (found.state === 'CREATING' && polls >= this.pollsUntilActive) {
      found.state = found.errorMessage === undefined ? 'ACTIVE' : 'FAILED';
    }
    return { body: toResource(found) };
  }

  queryExport(id: string, body: unknown): VendorAnswer {
    const found = this.findExport(id);
    if (!found) return notFound();
    if (found.state !== 'ACTIVE') {
      return failure(400, 'FAILED_PRECONDITION', 'The audience export is not ready.');
    }
    const rows = found.members.map((member) => ({
      dimensionValues: found.dimensions.map(({ dimensionName }) => ({
        value: member[dimensionName as keyof Ga4Member] ?? '(not set)',
      })),
    }));
    const cut = rowsIn('audienceRows', rows, body as Range);
    return { body: { audienceExport: toResource(found), ...cut } };
  }

  private findExport(id: string): Ga4Export | undefined {
    const name = `${this.property}/audienceExports/${id}`;
    return this.liveExports().find((found) => found.name === name);
  }
}

function toResource({ members, errorMessage, ...resource }: Ga4Export): object {
  return {
    ...resource,
    ...(resource.state === 'FAILED' ? { errorMessage } : {}),
    ...(resource.state === 'ACTIVE' && members.length > 0 ? { rowCount: members.length } : {}),
  };
}
