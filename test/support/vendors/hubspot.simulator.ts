import { seededRandom } from '../../../apps/hub/src/demo/draw.js';
import {
  mergedProperties,
  render,
  sortKey,
  type Contact,
  type Properties,
  type Version,
} from './hubspot.contacts.js';
import { hubspotSearch } from './hubspot.search.js';
import { VendorServer, type VendorAnswer, type VendorRequest } from './vendor-server.js';

export interface HubspotOptions {
  readonly accessToken?: string;
  readonly now?: () => Date;
  /** How long the search shows the former version of a contact that was saved, in ms. */
  readonly indexLagMs?: number;
  /** More searches than this within a second of the clock get a 429; HubSpot's own number is 5. */
  readonly searchesPerSecond?: number;
}

const CONTACTS = '/crm/v3/objects/contacts';
const LIST_LIMIT = 100;

const refusal = (status: number, category: string, message: string, more: object = {}) => ({
  status,
  body: {
    status: 'error',
    message,
    correlationId: 'b6c1f0de-0000-4000-8000-000000000001',
    category,
    ...more,
  },
});
const limitReached = (message: string, policyName?: string): VendorAnswer => ({
  status: 429,
  body: {
    status: 'error',
    message,
    errorType: 'RATE_LIMIT',
    correlationId: 'b6c1f0de-0000-4000-8000-000000000002',
    policyName,
  },
});

/** Refusals in HubSpot's words, for `failNext`. */
export const HUBSPOT_REFUSALS = {
  daily: limitReached('You have reached your daily limit.', 'DAILY'),
  tenSecondly: limitReached(
    'You have reached your ten_secondly_rolling limit.',
    'TEN_SECONDLY_ROLLING',
  ),
  secondly: limitReached('You have reached your secondly limit.'),
  locked: refusal(423, 'LOCKED', 'The records are locked.'),
  migrating: {
    ...refusal(477, 'MIGRATION_IN_PROGRESS', 'Migration in progress'),
    headers: { 'Retry-After': '3600' },
  },
  missingScopes: refusal(
    403,
    'MISSING_SCOPES',
    "This app hasn't been granted all required scopes to make this call.",
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: ['crm.objects.contacts.read'] },
        },
      ],
    },
  ),
} satisfies Record<string, VendorAnswer>;

/**
 * A HubSpot account with contacts in it: list, search, batch read and recycle bin, as of the clock it is given.
 *
 * Its ids grow past 9,999 early on, so that a client that compares them as text is found out. A merge makes a new contact, as
 * HubSpot does since 2025, and puts both others into the recycle bin (Assumption: HubSpot may do so, and a client has to
 * live with it).
 */
export class HubspotSimulator extends VendorServer {
  private readonly people = new Map<number, Contact>();
  private readonly accessToken: string;
  private readonly now: () => Date;
  private readonly indexLagMs: number;
  private readonly searchesPerSecond: number;
  private nextId = 9_901;
  private searches = { second: 0, count: 0 };

  constructor(options: HubspotOptions = {}) {
    super();
    this.accessToken = options.accessToken ?? 'pat-eu1-simulator';
    this.now = options.now ?? (() => new Date());
    this.indexLagMs = options.indexLagMs ?? 0;
    this.searchesPerSecond = options.searchesPerSecond ?? Infinity;

    this.serve('GET', CONTACTS, (request) => this.list(request));
    this.serve('POST', `${CONTACTS}/search`, (request) => this.search(request));
    this.serve('POST', `${CONTACTS}/batch/read`, (request) => this.batchRead(request));
  }

  /** @returns the id */
  create(properties: Properties, savedAt = this.now().getTime()): string {
    const id = this.nextId++;
    this.people.set(id, { id, createdAt: savedAt, current: { properties, savedAt } });
    return String(id);
  }

  /**
   * Imports made-up people, the same for the same seed, each saved within the hour before now, or all at `savedAt`.
   *
   * @returns their ids
   */
  load(count: number, { seed = 1, savedAt }: { seed?: number; savedAt?: number } = {}): string[] {
    const random = seededRandom(seed);
    const now = this.now().getTime();
    const plans = ['free', 'team', 'enterprise'];
    return Array.from({ length: count }, (_, n) =>
      this.create(
        {
          email: `person${seed}-${n}@example.test`,
          firstname: `Person ${n}`,
          lifecyclestage: random() < 0.3 ? 'customer' : 'lead',
          plan: plans[Math.floor(random() * plans.length)]!,
        },
        savedAt ?? now - Math.floor(random() * 3_600_000),
      ),
    );
  }

  /** Sets these properties and leaves the others; `null` clears one. */
  update(id: string, properties: Properties): void {
    const contact = this.living(id);
    this.save(contact, { ...contact.current.properties, ...properties });
  }

  archive(id: string): void {
    this.living(id).archivedAt = this.now().getTime();
  }

  /** Takes it out of the recycle bin, which counts as a change. */
  restore(id: string): void {
    const contact = this.people.get(Number(id));
    if (!contact) throw new Error(`no contact ${id} in the simulator`);
    delete contact.archivedAt;
    this.save(contact, contact.current.properties);
  }

  /** @returns the id of the new contact that both become; values of the first one win */
  merge(primaryId: string, secondaryId: string): string {
    const now = this.now().getTime();
    const primary = this.living(primaryId);
    const secondary = this.living(secondaryId);
    const id = this.create(mergedProperties(primary, secondary, now));
    for (const part of [primary, secondary]) {
      Object.assign(part, { archivedAt: now, mergedInto: Number(id) });
    }
    return id;
  }

  /** The properties of a contact as saved last; undefined when there is none, or it is in the recycle bin. */
  propertiesOf(id: string): Properties | undefined {
    const contact = this.people.get(Number(id));
    return contact && contact.archivedAt === undefined ? contact.current.properties : undefined;
  }

  /** How many contacts are not in the recycle bin. */
  get size(): number {
    return [...this.people.values()].filter(({ archivedAt }) => archivedAt === undefined).length;
  }

  /** How many requests came in whose `METHOD /path` matches. */
  countRequests(matches: RegExp): number {
    return this.requests.filter((request) => matches.test(request)).length;
  }

  private serve(
    method: string,
    path: string,
    handler: (request: VendorRequest) => VendorAnswer,
  ): void {
    this.route(method, path, (request) =>
      request.headers['authorization'] === `Bearer ${this.accessToken}`
        ? handler(request)
        : refusal(
            401,
            'INVALID_AUTHENTICATION',
            'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
          ),
    );
  }

  private list({ query }: VendorRequest): VendorAnswer {
    const limit = Number(query.get('limit') ?? 10);
    if (!(limit >= 1 && limit <= LIST_LIMIT)) {
      return refusal(400, 'VALIDATION_ERROR', `limit must be between 1 and ${LIST_LIMIT}`);
    }
    const inBin = query.get('archived') === 'true';
    const afterId = decodeCursor(query.get('after'));
    const rest = [...this.people.values()].filter(
      ({ id, archivedAt }) => id > afterId && (archivedAt !== undefined) === inBin,
    );
    const shown = rest.slice(0, limit);
    const properties = query.get('properties')?.split(',');
    const after = encodeCursor(shown.at(-1)?.id ?? 0);
    return {
      body: {
        results: shown.map((contact) => render(contact, contact.current, properties)),
        ...(rest.length > limit
          ? { paging: { next: { after, link: `${this.url}${CONTACTS}?after=${after}` } } }
          : {}),
      },
    };
  }

  private search(request: VendorRequest): VendorAnswer {
    const second = Math.floor(this.now().getTime() / 1000);
    this.searches = {
      second,
      count: this.searches.second === second ? this.searches.count + 1 : 1,
    };
    if (this.searches.count > this.searchesPerSecond) return HUBSPOT_REFUSALS.secondly;

    const indexed = [...this.people.values()].flatMap((contact) => {
      const version = contact.archivedAt === undefined ? this.indexedVersion(contact) : undefined;
      return version ? [{ contact, version }] : [];
    });
    const found = hubspotSearch(request, indexed, ({ contact, version }, property) =>
      sortKey(contact, version, property),
    );
    if ('problem' in found) return refusal(400, 'VALIDATION_ERROR', found.problem);
    const { total, hits, after, properties } = found;
    return {
      body: {
        total,
        results: hits.map(({ contact, version }) => render(contact, version, properties)),
        ...(after === undefined ? {} : { paging: { next: { after } } }),
      },
    };
  }

  private batchRead({ body }: VendorRequest): VendorAnswer {
    const { inputs, properties } = body as { inputs: { id: string }[]; properties?: string[] };
    if (inputs.length > 100) return refusal(400, 'VALIDATION_ERROR', 'at most 100 inputs');
    const found = new Set<Contact>();
    const missing: string[] = [];
    for (const { id } of inputs) {
      const contact = this.follow(Number(id));
      if (contact && contact.archivedAt === undefined) found.add(contact);
      else missing.push(id);
    }
    const results = [...found].map((contact) => render(contact, contact.current, properties));
    if (missing.length === 0) return { body: { status: 'COMPLETE', results } };
    const error = { status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: missing } };
    return { status: 207, body: { status: 'COMPLETE', results, numErrors: 1, errors: [error] } };
  }

  private save(contact: Contact, properties: Properties): void {
    contact.former = this.indexedVersion(contact);
    contact.current = { properties, savedAt: this.now().getTime() };
  }

  private indexedVersion({ current, former }: Contact): Version | undefined {
    return current.savedAt + this.indexLagMs <= this.now().getTime() ? current : former;
  }

  private living(id: string): Contact {
    const contact = this.people.get(Number(id));
    if (!contact || contact.archivedAt !== undefined) {
      throw new Error(`no living contact ${id} in the simulator`);
    }
    return contact;
  }

  private follow(id: number): Contact | undefined {
    const contact = this.people.get(id);
    return contact?.mergedInto === undefined ? contact : this.follow(contact.mergedInto);
  }
}

const encodeCursor = (id: number): string => Buffer.from(`${id}\n`).toString('base64url');
const decodeCursor = (cursor: string | null): number =>
  Number(Buffer.from(cursor ?? '', 'base64url').toString());
