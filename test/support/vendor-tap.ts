import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface TappedRequest {
  /** `METHOD /path` */
  readonly line: string;
  /** With the query. */
  readonly url: string;
  readonly body: unknown;
}

/**
 * When something is about to happen to a request: `asked`, it is on its way to the vendor; `done`, the vendor has carried it
 * out, and the hub does not know yet; `answered`, the hub has the answer.
 */
export type Moment = 'asked' | 'done' | 'answered';

type Listener = (moment: Moment, tapped: TappedRequest) => void;

/** Stands between the hub and a simulated vendor: sees each request, and tells of the moments at which a crash hurts. */
export class VendorTap {
  readonly requests: TappedRequest[] = [];
  listener: Listener | undefined;
  private server: Server | undefined;
  private held:
    { readonly pattern: RegExp; readonly arrived: () => void; left: number } | undefined;
  private released = Promise.resolve();
  private open = () => {};

  /** @param latencyMs  what the vendor's network takes before each request arrives */
  constructor(private readonly latencyMs = 0) {}

  /** @param target  base URL of the vendor @returns the base URL to use instead */
  async start(target: string): Promise<string> {
    this.server = createServer((incoming, response) => {
      this.pass(target, incoming, response).catch(() => incoming.destroy());
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /**
   * Keeps back the answer to a request whose `METHOD /path` matches, the first or the nth of these, until `release`.
   *
   * @returns when the vendor has done what was asked, and the hub waits for the answer
   */
  hold(pattern: RegExp, nth = 1): Promise<void> {
    this.released = new Promise((resolve) => (this.open = resolve));
    return new Promise((arrived) => (this.held = { pattern, arrived, left: nth }));
  }

  release(): void {
    this.open();
  }

  private async pass(
    target: string,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const raw = await readAll(incoming);
    const tapped = toTapped(incoming, raw);
    this.requests.push(tapped);
    this.listener?.('asked', tapped);
    await delay(this.latencyMs);
    const answer = await forward(target, incoming, raw);
    this.listener?.('done', tapped);
    if (this.mustWait(tapped)) await this.released;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.raw, () => this.listener?.('answered', tapped));
  }

  private mustWait({ line }: TappedRequest): boolean {
    const { held } = this;
    if (!held?.pattern.test(line) || --held.left > 0) return false;
    this.held = undefined;
    held.arrived();
    return true;
  }

  /** How many requests came in whose `METHOD /path` matches. */
  count(pattern: RegExp): number {
    return this.requests.filter(({ line }) => pattern.test(line)).length;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

function toTapped({ method, url = '', headers }: IncomingMessage, raw: Buffer): TappedRequest {
  const line = `${method} ${url.split('?')[0]}`;
  const isJson = headers['content-type']?.includes('json') && raw.length > 0;
  return { line, url, body: isJson ? (JSON.parse(raw.toString()) as unknown) : undefined };
}

async function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  raw: Buffer,
): Promise<{ status: number; headers: IncomingMessage['headers']; raw: Buffer }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method, headers, agent: false };
    request(`${target}${url}`, options, resolve).once('error', reject).end(raw);
  });
  return { status: answer.statusCode!, headers: answer.headers, raw: await readAll(answer) };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
