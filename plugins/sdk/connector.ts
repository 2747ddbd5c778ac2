import type { AxiosInstance, AxiosResponse, CreateAxiosDefaults } from 'axios';
import type { ConnectorError } from './errors.js';
import type { JsonObject, JsonValue } from './json.js';
import type { Rejection, SourceRecord } from './records.js';
import type { SettingsClass } from './settings.js';

/** What the hub hands to every call of a plugin. */
export interface Context<S extends object> {
  /** Validated and frozen. */
  readonly settings: Readonly<S>;
  /** Axios with the plugin's base URL and credential, paced by its limits; rejects only with a ConnectorError. */
  readonly http: AxiosInstance;
  /** Aborted on shutdown, when the run is cancelled, and when its lease is lost. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Waits, or rejects when `signal` is aborted. For vendors whose answer has to be polled. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
}

/** Structured logs. Neither message nor fields may hold personal data or credentials. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, JsonValue>>): void;
  info(message: string, fields?: Readonly<Record<string, JsonValue>>): void;
  warn(message: string, fields?: Readonly<Record<string, JsonValue>>): void;
}

/** How fast a vendor may be called, over all calls of one connection in this process. */
export interface Pace {
  /** At most this many requests start within any `perMs`. */
  readonly requests?: number;
  /** 1,000 without it. */
  readonly perMs?: number;
  /** Requests in flight at the same time. */
  readonly concurrency?: number;
}

export interface Connector<S extends object> {
  /** Kebab-case, unique, stored in the database: never rename. */
  readonly key: string;
  readonly title: string;
  /** Properties are settings; class-validator decorators are their rules. `baseUrl` is one of them. */
  readonly settings: SettingsClass<S>;
  readonly pace?: Pace;
  /** It reads the hub's own machine: its connections are made in segue.yaml alone, by whoever runs the hub. */
  readonly isLocal?: boolean;
  /** Base URL and authentication, from the settings. Said once; kept out of everything that can be inspected. */
  http?(settings: Readonly<S>): CreateAxiosDefaults;
  /**
   * The error for an answer that this vendor means differently from HTTP: a 403 that is throttling, a 200 with `ok: false`.
   * Called for every answer, whatever its status, but not for a success whose body should be JSON and is none (a TransientError
   * always). The body of a refusal may be anything. `undefined` leaves the judgement to the SDK. Secrets are removed from the
   * message.
   */
  classify?(response: AxiosResponse<unknown>): ConnectorError | undefined;
  /** Proves with one cheap request that the settings work; throws a ConnectorError if not. */
  check(ctx: Context<S>): Promise<void>;
}

// ── Sources ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Records, and the state from which a read goes on after them. The hub stores both in one transaction. */
export interface Page<State> {
  readonly records: readonly SourceRecord[];
  readonly rejected?: readonly Rejection[];
  readonly checkpoint: State;
  /** What an operator should know of this read: sampling, thresholds, missing rights. Shown on the run, once per code. */
  readonly notes?: readonly RunNote[];
}

export interface RunNote {
  /** SCREAMING_SNAKE_CASE. */
  readonly code: string;
  readonly message: string;
}

/** One kind of data that a source reads. */
export interface Stream {
  readonly key: string;
  readonly title: string;
  /** Field name → what it holds. */
  readonly schema: Readonly<Record<string, string>>;
}

export interface Source<S extends object, State> extends Connector<S> {
  readonly kind: 'source';
  readonly streams: readonly Stream[];
  /**
   * Yields pages, oldest change first. A crash re-reads at most one page: to yield a record twice is fine, to lose one is
   * not. `state` is the last stored checkpoint as JSON gives it back, or undefined on the first run. Ends when there is
   * nothing more for now. Keep a page at 5,000 records or fewer.
   */
  read?(ctx: Context<S>, state: State | undefined): AsyncGenerator<Page<State>, void, void>;
  /** For sources that send to us. */
  readonly push?: Push<S>;
}

export interface Push<S extends object> {
  /** Paths as Express writes them, e.g. `/v1/projects/:writeKey/settings`. They are served at the hub's root. */
  readonly routes: readonly { readonly method: 'GET' | 'POST'; readonly path: string }[];
  /** Longest body that is read, in bytes after decompression. */
  readonly maxBytes: number;
  /** Whether the route may be called from any web page (CORS), and with which request headers. */
  readonly cors?: { readonly headers: readonly string[] };
  /**
   * The key by which a request says what it is meant for. With it, the hub also takes requests with keys that it made itself,
   * and settings need not have one.
   */
  keyOf?(request: PushRequest): string | undefined;
  /** Is this request meant for the connection with these settings? Compare secrets in constant time. */
  claims(settings: Readonly<S>, request: PushRequest): boolean;
  /** Turns a request into records. The reply is sent only after they are stored. Throws nothing for bad input. */
  receive(ctx: Pick<Context<S>, 'settings' | 'now'>, request: PushRequest): PushResult;
  /** The vendor's own answer for a request that is not taken. */
  refuse(why: PushRefusal, request: PushRequest): PushReply;
}

/** `unknown`: no connection claims it. `overloaded`: try again later. */
export type PushRefusal = 'unknown' | 'too-large' | 'malformed' | 'overloaded';

export interface PushRequest {
  readonly method: string;
  /** Path without query, e.g. `/v1/batch`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent, after decompression. Signatures are made over these bytes. */
  readonly body: Buffer;
  readonly receivedAt: Date;
}

export interface PushResult {
  readonly records: readonly SourceRecord[];
  readonly rejected?: readonly Rejection[];
  readonly reply: PushReply;
}

export interface PushReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
}

// ── Destinations ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A person as one audience has, or should have, them. */
export interface Member {
  /** The hub's profile id. */
  readonly profileId: string;
  /** The one address to use for each type: newest first in the lists it is taken from. Normalised. */
  readonly email?: string;
  readonly phone?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  /** The mapped fields: name at the destination → value. `null`: the profile has none, clear it there. */
  readonly fields: JsonObject;
}

export type MemberIdentifier = 'email' | 'phone' | 'userId' | 'anonymousId';

/** One difference between an audience as it is and as it should be. */
export interface Change {
  /** The same change keeps its id across retries. */
  readonly id: string;
  readonly op: 'join' | 'update' | 'leave';
  /** What was confirmed last, with the vendor's own id. Absent on a join. */
  readonly before?: Member & { readonly externalId?: string };
  /** What should be. Absent on a leave. */
  readonly after?: Member;
  /** Current values of the trait paths that the destination asked for by `traits`. */
  readonly traits: JsonObject;
}

export type WriteResult =
  /** Confirmed by the vendor. */
  | { readonly id: string; readonly status: 'ok'; readonly externalId?: string }
  /** Left out on purpose, e.g. `NO_EMAIL`; tried again when the person changes. */
  | {
      readonly id: string;
      readonly status: 'skipped';
      readonly code: string;
      readonly reason: string;
    }
  | { readonly id: string; readonly status: 'failed'; readonly error: ConnectorError }
  /** Taken, but the vendor answers later: ask `poll` with this job. */
  | { readonly id: string; readonly status: 'pending'; readonly job: JsonValue };

export interface Skip {
  readonly code: string;
  readonly reason: string;
}

interface DestinationBase<S extends object, A extends object> extends Connector<S> {
  readonly kind: 'destination';
  /** What says where the members go, e.g. `{ listId, name }`; class-validator decorators are its rules. */
  readonly audience: SettingsClass<A>;
  /** Which identifiers of a member the vendor holds: a change of any other one is no update. All four without it. */
  readonly identifiers?: readonly MemberIdentifier[];
  /** Why a field name cannot be used at this vendor, or undefined. */
  checkField?(name: string): string | undefined;
  /** Trait paths that the destination needs besides the mapped fields, e.g. one that holds consent. */
  traits?(settings: Readonly<S>): readonly string[];
  /** What the vendor has that members could go to, a page at a time, to be picked from. Nothing is made. */
  listAudiences?(ctx: Context<S>, query: AudienceQuery): Promise<AudiencePage>;
  /** The fields that members of this audience have there, to be mapped to. Without the address itself. */
  listFields?(ctx: Context<S>, audience: Readonly<A>): Promise<readonly DestinationField[]>;
}

export interface AudienceQuery {
  /** A part of the title, in any case. */
  readonly search?: string;
  /** `settings` of an option that has others within it; without them, what is at the top. */
  readonly within?: JsonObject;
  /** `next` of the page before. */
  readonly after?: string;
  /** Most options of the page. */
  readonly limit: number;
}

export interface AudiencePage {
  readonly options: readonly AudienceOption[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** A list, segment or channel of the vendor. */
export interface AudienceOption {
  /** What it is called there. */
  readonly title: string;
  /** The audience's settings that stand for it. */
  readonly settings: JsonObject;
  /** How many it holds, where the vendor says so. */
  readonly size?: number;
  /** There are others within it: ask again with its settings as `within`. */
  readonly isGroup?: boolean;
}

export interface DestinationField {
  /** As a sync maps it. */
  readonly name: string;
  readonly title: string;
  /** In the vendor's own word. */
  readonly type?: string;
}

/** Keeps a list, tag or segment equal to the segment. */
export interface AudienceDestination<S extends object, A extends object> extends DestinationBase<
  S,
  A
> {
  readonly limits: {
    /** Most changes in one `write`. */
    readonly rowsPerCall: number;
    /** Most bytes of their JSON, where the vendor limits that. */
    readonly bytesPerCall?: number;
  };
  /** Why this change cannot be sent, judged without a request: the plan shows it, the run keeps it. */
  refuse?(change: Change, settings: Readonly<S>): Skip | undefined;
  /** Finds or makes the audience and returns the vendor's id of it. Called once per run. */
  ensureAudience(ctx: Context<S>, audience: Readonly<A>): Promise<string>;
  /**
   * Returns exactly one result per change, in any order. Throws only if it wrote nothing. A leave removes from the audience;
   * it never unsubscribes, archives or deletes. A join never subscribes a person who exists there.
   */
  write(
    ctx: Context<S>,
    target: Target<A>,
    changes: readonly Change[],
  ): Promise<readonly WriteResult[]>;
  /** Asks for the results of a job that `write` left pending; changes still without one stay pending. */
  poll?(
    ctx: Context<S>,
    job: JsonValue,
    changes: readonly Change[],
  ): Promise<readonly WriteResult[]>;
  /** What the audience really holds, page by page. */
  listMembers?(
    ctx: Context<S>,
    target: Target<A>,
  ): AsyncGenerator<readonly AudienceMember[], void, void>;
}

export interface Target<A extends object> {
  readonly settings: Readonly<A>;
  /** What `ensureAudience` returned. */
  readonly audienceId: string;
}

export interface AudienceMember {
  readonly externalId?: string;
  readonly email?: string;
  readonly fields?: JsonObject;
}

/** Tells people what changed, once per run, instead of holding members. */
export interface NotificationDestination<
  S extends object,
  A extends object,
> extends DestinationBase<S, A> {
  notify(ctx: Context<S>, audience: Readonly<A>, notification: Notification): Promise<NotifyResult>;
  /** Sends the members as a CSV file, on demand. */
  upload?(
    ctx: Context<S>,
    audience: Readonly<A>,
    file: { readonly name: string; readonly title: string; readonly content: Buffer },
  ): Promise<void>;
}

export interface NotifyResult {
  /** The vendor's id of the message. */
  readonly externalId?: string;
  /** It was not sent again, and nobody can tell whether a former attempt arrived: shown on the run. */
  readonly isUncertain?: boolean;
}

export interface Notification {
  /** The same for every attempt to tell the same news. */
  readonly id: string;
  /** 1, or more when it is unknown whether the former attempt arrived: do not tell twice. */
  readonly attempt: number;
  /** No run of this sync told anything before: one summary, no list of members. */
  readonly isFirst: boolean;
  readonly workspace: string;
  readonly segment: { readonly key: string; readonly name: string };
  readonly at: Date;
  /** Members after this run. */
  readonly size: number;
  readonly joined: number;
  readonly left: number;
  readonly updated: number;
  /** Up to `limit` of those who joined or left, in a fixed order. */
  members(op: 'join' | 'leave', limit: number): Promise<readonly Member[]>;
}

export type Destination<S extends object, A extends object> =
  AudienceDestination<S, A> | NotificationDestination<S, A>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- settings, state and audience differ from plugin to plugin
export type AnySource = Source<any, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyAudienceDestination = AudienceDestination<any, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyNotificationDestination = NotificationDestination<any, any>;
export type AnyDestination = AnyAudienceDestination | AnyNotificationDestination;
export type AnyConnector = AnySource | AnyDestination;
