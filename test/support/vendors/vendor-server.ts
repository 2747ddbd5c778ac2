import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  /** Values of the `:name` parts of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when the content type is JSON or a form, else the raw text. */
  readonly body: unknown;
  readonly raw: Buffer;
}

export interface VendorAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string or Buffer is sent as it is. */
  readonly body?: unknown;
}

export type VendorHandler = (request: VendorRequest) => VendorAnswer | Promise<VendorAnswer>;

/** A fault instead of an answer. `hang-up` closes the connection without one; `cut` sends half of the real body. */
export type Fault = VendorAnswer | 'hang-up' | 'cut';

/**
 * A small real HTTP server on loopback that plays one vendor. A simulator is made of routes over state that it keeps in
 * memory: what it accepts it holds, so a test can ask the vendor's side what is there.
 */
export class VendorServer {
  /** Every request that was answered by a handler or a fault, as `METHOD /path`. */
  readonly requests: string[] = [];
  private readonly routes: { method: string; parts: string[]; handler: VendorHandler }[] = [];
  private readonly faults: { matches: RegExp; fault: Fault }[] = [];
  private server: Server | undefined;

  route(method: string, path: string, handler: VendorHandler): void {
    this.routes.push({ method, parts: path.split('/'), handler });
  }

  /** The next request whose `METHOD /path` matches gets this instead. Faults queue up. */
  failNext(fault: Fault, matches = /./): void {
    this.faults.push({ matches, fault });
  }

  clearFaults(): void {
    this.faults.length = 0;
  }

  /** @returns the base URL, e.g. `http://127.0.0.1:41234` */
  async start(port = 0): Promise<string> {
    this.server = createServer((request, response) => {
      this.answer(request).then(
        ({ fault, status = 200, headers = {}, body }) => {
          if (fault === 'hang-up') return void request.socket.destroy();
          const isText = typeof body === 'string' || Buffer.isBuffer(body);
          const payload = body === undefined ? '' : isText ? body : JSON.stringify(body);
          const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
          const length = String(Buffer.byteLength(payload));
          response.writeHead(status, {
            'content-type': type,
            'content-length': length,
            ...headers,
          });
          if (fault !== 'cut') return void response.end(payload);
          response.write(Buffer.from(payload).subarray(0, Math.floor(Number(length) / 2)), () =>
            request.socket.destroy(),
          );
        },
        (error: unknown) => {
          response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
        },
      );
    });
    await new Promise<void>((resolve) => this.server!.listen(port, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async answer(
    incoming: IncomingMessage,
  ): Promise<VendorAnswer & { fault?: 'hang-up' | 'cut' }> {
    const raw = await readBody(incoming);
    const url = new URL(incoming.url ?? '/', 'http://vendor');
    const method = incoming.method ?? 'GET';
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    this.requests.push(`${method} ${url.pathname}`);

    const index = this.faults.findIndex(({ matches }) => matches.test(`${method} ${url.pathname}`));
    const fault = index < 0 ? undefined : this.faults.splice(index, 1)[0]!.fault;
    if (fault === 'hang-up') return { fault };
    if (typeof fault === 'object') return fault;

    const body = parseBody(raw, headers['content-type'] ?? '');
    for (const route of this.routes) {
      const params = route.method === method ? match(route.parts, url.pathname) : undefined;
      if (!params) continue;
      const path = url.pathname;
      const query = url.searchParams;
      const answer = await route.handler({ method, path, params, query, headers, body, raw });
      return fault ? { ...answer, fault } : answer;
    }
    return { status: 404, body: { message: `no route for ${method} ${url.pathname}` } };
  }
}

function match(parts: readonly string[], path: string): Record<string, string> | undefined {
  const given = path.split('/');
  if (given.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = decodeURIComponent(given[index]!);
    const colon = part.indexOf(':');
    // `/properties/123:runReport` has a literal colon in the middle; only a leading one names a parameter.
    if (colon === 0) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

function parseBody(raw: Buffer, type: string): unknown {
  const text = raw.toString('utf8');
  if (text === '') return undefined;
  if (type.includes('json')) return JSON.parse(text) as unknown;
  if (type.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  return text;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
