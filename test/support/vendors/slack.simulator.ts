import { mentionsIn, refuseBlocks } from './slack.blocks.js';
import { VendorServer, type VendorAnswer, type VendorRequest } from './vendor-server.js';

export interface SimulatedChannel {
  readonly id: string;
  /** Its id in lower case, without one. */
  readonly name?: string;
  isPrivate: boolean;
  isArchived: boolean;
  /** Whether the bot is in it. */
  isJoined: boolean;
}

export interface SimulatedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata?: unknown;
  readonly via: 'bot' | 'webhook' | 'file';
  /** Whom it calls, e.g. `!channel`. */
  readonly mentions: readonly string[];
}

export interface SimulatedFile {
  readonly id: string;
  readonly name: string;
  /** In bytes, as announced. */
  readonly length: number;
  title?: string;
  content?: Buffer;
  /** Where it is shared. */
  channel?: string;
}

type Json = Readonly<Record<string, unknown>>;

const SCOPES = ['chat:write', 'channels:read', 'channels:history', 'groups:history', 'files:write'];

/** Retry-After of a throttled post. */
const RETRY_AFTER_S = 1;

/**
 * One workspace with one bot: channels, messages, incoming webhooks and files. Errors come as Slack sends them: HTTP 200 and
 * `ok: false` from the Web API, a status and plain text from webhooks.
 *
 * Files are taken by another server, as Slack has another host for them. That one refuses a request that carries a
 * credential, which Slack does not do: it shows that the token leaves the API's origin.
 *
 * A `cut` fault on chat.postMessage makes an answer that is lost after the message was posted.
 *
 * Source: https://docs.slack.dev/reference/methods
 */
export class SlackSimulator extends VendorServer {
  readonly botToken = 'xoxb-1234567890-simulated';
  readonly scopes = new Set(SCOPES);
  readonly messages: SimulatedMessage[] = [];
  readonly files: SimulatedFile[] = [];
  /** Posts that are taken until Slack says 429. No limit without it. */
  postsLeft: number | undefined;
  private isRevoked = false;
  private readonly channels = new Map<string, SimulatedChannel>();
  private readonly hooks = new Map<string, string>();
  private readonly fileServer = new VendorServer();
  private lastTs = 0;

  constructor(private readonly now: () => Date = () => new Date()) {
    super();
    this.serve('auth.test', undefined, () => ({ team: 'Acme', user: 'segue', bot_id: 'B01' }));
    this.serve('chat.postMessage', 'chat:write', (args) => this.postMessage(args));
    this.serve('conversations.list', 'channels:read', (args) => this.listChannels(args));
    this.serve('conversations.history', undefined, (args) => this.readHistory(args));
    this.serve('files.getUploadURLExternal', 'files:write', (args) => this.offerUpload(args));
    this.serve('files.completeUploadExternal', 'files:write', (args) => this.shareFile(args));
    this.route('POST', '/services/:team/:app/:token', (request) => this.postToHook(request));
    this.fileServer.route('POST', '/upload/v1/:file', (request) => this.takeBytes(request));
  }

  override async start(port = 0): Promise<string> {
    await this.fileServer.start();
    return super.start(port);
  }

  override async stop(): Promise<void> {
    await Promise.all([super.stop(), this.fileServer.stop()]);
  }

  /** What the setting `baseUrl` is to be. */
  get baseUrl(): string {
    return `${this.url}/api`;
  }

  addChannel(id: string, over: Partial<Omit<SimulatedChannel, 'id'>> = {}): SimulatedChannel {
    const channel = { id, isPrivate: false, isArchived: false, isJoined: true, ...over };
    this.channels.set(id, channel);
    return channel;
  }

  /** @returns what the setting `webhookUrl` is to be */
  addWebhook(channelId: string): string {
    const path = `/services/T01/B${String(this.hooks.size + 1).padStart(2, '0')}/c2VjcmV0`;
    this.hooks.set(path, channelId);
    return this.url + path;
  }

  removeWebhook(url: string): void {
    this.hooks.delete(new URL(url).pathname);
  }

  revokeToken(): void {
    this.isRevoked = true;
  }

  messagesIn(channel: string): SimulatedMessage[] {
    return this.messages.filter((message) => message.channel === channel);
  }

  private serve(method: string, scope: string | undefined, answer: (args: Json) => Json): void {
    const handle = (request: VendorRequest): VendorAnswer => {
      const refused = this.refuse(request.headers.authorization, scope);
      const body: Json = refused ?? answer(argumentsOf(request));
      if (body.error === 'ratelimited') return throttled({ ok: false, ...body });
      return { body: { ok: body.error === undefined, ...body } };
    };
    this.route('POST', `/api/${method}`, handle);
    this.route('GET', `/api/${method}`, handle);
  }

  private refuse(authorization: string | undefined, scope: string | undefined): Json | undefined {
    if (authorization === undefined) return { error: 'not_authed' };
    if (authorization !== `Bearer ${this.botToken}`) return { error: 'invalid_auth' };
    if (this.isRevoked) return { error: 'token_revoked' };
    if (scope === undefined || this.scopes.has(scope)) return undefined;
    return { error: 'missing_scope', needed: scope, provided: [...this.scopes].join() };
  }

  private postMessage({ channel: id, text, blocks, metadata }: Json): Json {
    const channel = this.visible(id);
    if (!channel) return { error: 'channel_not_found' };
    if (channel.isArchived) return { error: 'is_archived' };
    if (!channel.isJoined && !this.scopes.has('chat:write.public')) {
      return { error: 'not_in_channel' };
    }
    if (!text && !blocks) return { error: 'no_text' };
    const refused = blocks === undefined ? undefined : refuseBlocks(blocks);
    if (refused) return { ...refused, response_metadata: { messages: refused.errors } };
    if (!this.takePost()) return { error: 'ratelimited' };
    const message = this.store(channel.id, 'bot', { text, blocks, metadata });
    return { channel: channel.id, ts: message.ts, message };
  }

  private postToHook({ path, body }: VendorRequest): VendorAnswer {
    const target = this.hooks.get(path);
    if (target === undefined) return { status: 404, body: 'no_service' };
    const channel = this.channels.get(target);
    if (!channel) return { status: 404, body: 'channel_not_found' };
    if (channel.isArchived) return { status: 410, body: 'channel_is_archived' };
    if (!isObject(body)) return { status: 400, body: 'invalid_payload' };
    if (!body.text && !body.blocks) return { status: 400, body: 'no_text' };
    const refused = body.blocks === undefined ? undefined : refuseBlocks(body.blocks);
    if (refused) return { status: 400, body: 'invalid_blocks' };
    if (!this.takePost()) return throttled('rate_limited');
    this.store(target, 'webhook', body);
    return { body: 'ok' };
  }

  private listChannels({ limit = 100, cursor, exclude_archived: isHidden }: Json): Json {
    const all = [...this.channels.values()].filter(
      ({ id, isArchived }) => this.visible(id) && !(isArchived && isHidden === 'true'),
    );
    const start = typeof cursor === 'string' ? Number(cursor.replace('next:', '')) : 0;
    const end = start + Math.min(Number(limit), 999);
    return {
      channels: all.slice(start, end).map(({ id, name, isPrivate }) => ({
        id,
        name: name ?? id.toLowerCase(),
        is_private: isPrivate,
        num_members: 1,
      })),
      response_metadata: { next_cursor: end < all.length ? `next:${end}` : '' },
    };
  }

  /** Newest first; `oldest` itself is left out. */
  private readHistory({ channel: id, oldest = 0, limit = 100, cursor, ...args }: Json): Json {
    const channel = this.visible(id);
    if (!channel) return { error: 'channel_not_found' };
    const scope = channel.isPrivate ? 'groups:history' : 'channels:history';
    if (!this.scopes.has(scope)) return { error: 'missing_scope', needed: scope };
    if (!channel.isJoined) return { error: 'not_in_channel' };

    const all = this.messagesIn(channel.id)
      .filter(({ ts }) => Number(ts) > Number(oldest))
      .reverse();
    const start = typeof cursor === 'string' ? Number(cursor.replace('next:', '')) : 0;
    const end = start + Math.min(Number(limit), 999);
    const isAll = ['true', '1', true].includes(args.include_all_metadata as string);
    return {
      messages: all.slice(start, end).map(({ ts, text, blocks, metadata }) => ({
        type: 'message',
        ts,
        text,
        blocks,
        ...(isAll && metadata !== undefined ? { metadata } : {}),
      })),
      has_more: end < all.length,
      response_metadata: { next_cursor: end < all.length ? `next:${end}` : '' },
    };
  }

  private offerUpload({ filename, length }: Json): Json {
    if (typeof filename !== 'string' || !(Number(length) > 0)) return { error: 'missing_argument' };
    const id = `F${String(this.files.length + 1).padStart(4, '0')}`;
    this.files.push({ id, name: filename, length: Number(length) });
    return { file_id: id, upload_url: `${this.fileServer.url}/upload/v1/${id}` };
  }

  private takeBytes({ params, headers, raw }: VendorRequest): VendorAnswer {
    const file = this.files.find(({ id }) => id === params.file);
    if (!file) return { status: 404, body: 'unknown upload' };
    if (headers.authorization !== undefined) return { status: 400, body: 'a credential was sent' };
    if (raw.length !== file.length) return { status: 400, body: 'not the announced length' };
    file.content = raw;
    return { body: `OK - ${raw.length}` };
  }

  private shareFile({ files, channel_id: id, initial_comment: text }: Json): Json {
    const [wanted] = Array.isArray(files) ? (files as Json[]) : [];
    const file = this.files.find((one) => one.id === wanted?.id);
    if (!file) return { error: 'file_not_found' };
    if (!file.content) return { error: 'file_update_failed' };
    file.title = typeof wanted?.title === 'string' ? wanted.title : file.name;
    // Without a channel the file stays private.
    if (id !== undefined) {
      const channel = this.visible(id);
      if (!channel) return { error: 'invalid_channel' };
      if (channel.isArchived || !channel.isJoined) return { error: 'posting_to_channel_denied' };
      file.channel = channel.id;
      this.store(channel.id, 'file', { text });
    }
    return { files: [{ id: file.id, title: file.title }] };
  }

  /** A private channel without the bot does not exist for it. */
  private visible(id: unknown): SimulatedChannel | undefined {
    const channel = typeof id === 'string' ? this.channels.get(id) : undefined;
    return channel?.isPrivate && !channel.isJoined ? undefined : channel;
  }

  private takePost(): boolean {
    if (this.postsLeft === undefined) return true;
    if (this.postsLeft === 0) return false;
    this.postsLeft -= 1;
    return true;
  }

  private store(
    channel: string,
    via: SimulatedMessage['via'],
    { text, blocks, metadata }: Json,
  ): SimulatedMessage {
    const message: SimulatedMessage = {
      channel,
      ts: this.nextTs(),
      text: typeof text === 'string' ? text : '',
      blocks: Array.isArray(blocks) ? blocks : [],
      ...(metadata === undefined ? {} : { metadata }),
      via,
      mentions: mentionsIn(text, blocks),
    };
    this.messages.push(message);
    return message;
  }

  /** Seconds with six decimals, never twice the same. */
  private nextTs(): string {
    this.lastTs = Math.max(this.lastTs + 1, this.now().getTime() * 1000);
    const digits = String(this.lastTs);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
}

const throttled = (body: unknown): VendorAnswer => ({
  status: 429,
  headers: { 'retry-after': String(RETRY_AFTER_S) },
  body,
});

/** Of the query, and of a form or JSON body. */
const argumentsOf = ({ query, body }: VendorRequest): Json => ({
  ...Object.fromEntries(query),
  ...(isObject(body) ? body : {}),
});

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
