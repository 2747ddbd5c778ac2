import {
  changeMember,
  createMembers,
  hashOf,
  insert,
  listLists,
  listMergeFields,
  listSegmentMembers,
  listSegments,
  MOST_ROWS,
  notFound,
  problem,
  putMember,
  SUPPRESSED,
  withMember,
  type Json,
  type List,
  type MergeField,
  type MemberStatus,
  type Segment,
  type SimulatedMember,
} from './mailchimp.lists.js';
import {
  VendorServer,
  type VendorAnswer,
  type VendorHandler,
  type VendorRequest,
} from './vendor-server.js';

export interface MailchimpOptions {
  readonly apiKey?: string;
  /** Whether `members_added` names addresses that were in the segment before. Mailchimp does not say. */
  readonly listsRepeatedAdds?: boolean;
  /** Whether members who unsubscribed or bounced are refused by segments. Mailchimp does not say. */
  readonly keepsSuppressedOut?: boolean;
}

/**
 * Plays the part of the Marketing API that has to do with list members and their segments. A status changes only when a
 * request carries one: a member who has another status than a test gave them, was sent one.
 *
 * Source: https://mailchimp.com/developer/marketing/api/lists/, …/list-members/ and …/list-segments/
 */
export class MailchimpSimulator extends VendorServer {
  readonly apiKey: string;
  private readonly lists = new Map<string, List>();
  private nextSegmentId = 1001;

  constructor(private readonly options: MailchimpOptions = {}) {
    super();
    this.apiKey = options.apiKey ?? `${'0'.repeat(32)}-us21`;
    this.serve('GET', '/ping', () => ({ body: { health_status: "Everything's Chimpy!" } }));
    this.serve('GET', '/lists', (request) => listLists(this.lists, request));
    this.serveList('GET', '/merge-fields', listMergeFields);
    this.serveList('POST', '', createMembers);
    this.serveList('GET', '/members/:member', (list, { params }) =>
      withMember(list, params.member, (member) => ({ body: member })),
    );
    this.serveList('PATCH', '/members/:member', (list, { params, body }) =>
      withMember(list, params.member, (member) => changeMember(member, body as Json)),
    );
    this.serveList('PUT', '/members/:member', (list, { body }) => putMember(list, body as Json));
    this.serveList('GET', '/segments', listSegments);
    this.serveList('POST', '/segments', (list, { body }) => this.createSegment(list, body as Json));
    this.serveList('POST', '/segments/:segment', (list, request) =>
      this.changeSegment(list, request),
    );
    this.serveList('GET', '/segments/:segment/members', listSegmentMembers);
  }

  /** What the setting `baseUrl` is to be. */
  get baseUrl(): string {
    return `${this.url}/3.0`;
  }

  addList(
    listId: string,
    {
      name = listId,
      requiredFields = [],
      mergeFields = [],
    }: {
      name?: string;
      requiredFields?: readonly string[];
      mergeFields?: readonly MergeField[];
    } = {},
  ) {
    const empty = { members: new Map(), forgotten: new Set<string>(), segments: [] };
    this.lists.set(listId, { ...empty, name, requiredFields, mergeFields });
  }

  addMember(
    listId: string,
    email: string,
    status: MemberStatus = 'subscribed',
    mergeFields: Json = {},
  ): void {
    insert(this.list(listId), email, status, mergeFields);
  }

  /** Deletes a member for good, with the memory that Mailchimp keeps of it. */
  forget(listId: string, email: string): void {
    const { members, forgotten } = this.list(listId);
    members.delete(hashOf(email));
    forgotten.add(hashOf(email));
  }

  addSegment(listId: string, name: string, type: Segment['type'] = 'static'): number {
    const id = this.nextSegmentId++;
    this.list(listId).segments.push({ id, name, type, members: new Set() });
    return id;
  }

  deleteSegment(listId: string, name: string): void {
    const { segments } = this.list(listId);
    segments.splice(
      segments.findIndex((segment) => segment.name === name),
      1,
    );
  }

  segmentNames(listId: string): string[] {
    return this.list(listId).segments.map(({ name }) => name);
  }

  /** Addresses in the static segment, in the order in which they came. */
  segmentMembers(listId: string, name: string): string[] {
    const { members, segments } = this.list(listId);
    const segment = segments.find((one) => one.name === name && one.type === 'static');
    return [...(segment?.members ?? [])].flatMap((id) => members.get(id)?.email_address ?? []);
  }

  member(listId: string, email: string): SimulatedMember | undefined {
    return this.list(listId).members.get(hashOf(email));
  }

  private list(listId: string): List {
    const list = this.lists.get(listId);
    if (!list) throw new Error(`the simulator has no list ${listId}`);
    return list;
  }

  private serve(method: string, path: string, handler: VendorHandler): void {
    this.route(method, `/3.0${path}`, (request) =>
      this.isAuthorized(request) ? handler(request) : problem(401, 'API Key Invalid'),
    );
  }

  private serveList(
    method: string,
    path: string,
    handler: (list: List, request: VendorRequest) => VendorAnswer,
  ): void {
    this.serve(method, `/lists/:list${path}`, (request) => {
      const list = this.lists.get(request.params.list ?? '');
      return list ? handler(list, request) : notFound();
    });
  }

  /** Any user name will do. */
  private isAuthorized({ headers }: VendorRequest): boolean {
    const [scheme, credential = ''] = (headers.authorization ?? '').split(' ');
    const [, password] = Buffer.from(credential, 'base64').toString('utf8').split(':');
    return scheme === 'Basic' && password === this.apiKey;
  }

  private createSegment(list: List, { name, static_segment: emails = [] }: Json): VendorAnswer {
    if (list.segments.some((segment) => segment.name === name)) {
      return problem(400, 'Bad Request', 'Sorry, that tag already exists.');
    }
    const members = (emails as string[]).map(hashOf).filter((id) => list.members.has(id));
    const segment = { id: this.nextSegmentId++, name: String(name), type: 'static' as const };
    list.segments.push({ ...segment, members: new Set(members) });
    return { body: { ...segment, member_count: members.length } };
  }

  private changeSegment(list: List, { params, body }: VendorRequest): VendorAnswer {
    const segment = list.segments.find(({ id }) => String(id) === params.segment);
    if (segment?.type !== 'static') return notFound();
    const { members_to_add: add = [], members_to_remove: remove = [] } = body as {
      members_to_add?: string[];
      members_to_remove?: string[];
    };
    if (Math.max(add.length, remove.length) > MOST_ROWS) {
      return problem(400, 'Invalid Resource', 'More than 500 members');
    }
    const added = add.flatMap((email) => list.members.get(hashOf(email)) ?? []);
    const removed = remove.flatMap((email) => list.members.get(hashOf(email)) ?? []);
    const out = added.filter(
      ({ status }) => this.options.keepsSuppressedOut === true && SUPPRESSED.includes(status),
    );
    const isNew = ({ id }: SimulatedMember) =>
      this.options.listsRepeatedAdds === true || !segment.members.has(id);
    const taken = added.filter((member) => !out.includes(member));
    const shown = taken.filter(isNew);
    const absent = [...add, ...remove].filter((email) => !list.members.has(hashOf(email)));
    for (const { id } of taken) segment.members.add(id);
    for (const { id } of removed) segment.members.delete(id);
    const errors = [
      { email_addresses: absent, error: 'Email addresses do not exist in the list' },
      {
        email_addresses: out.map(({ email_address }) => email_address),
        error: 'Email addresses are unsubscribed or cleaned',
      },
    ].filter(({ email_addresses }) => email_addresses.length > 0);
    return {
      body: {
        members_added: shown,
        members_removed: removed,
        errors,
        total_added: shown.length,
        total_removed: removed.length,
        error_count: errors.length,
      },
    };
  }
}
