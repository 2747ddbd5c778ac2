import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `lost`: the request is served, but its sender is told that it was not. */
export type ProxyFault = 'throttled' | 'unavailable' | 'lost';

/** Stands between a client and a server, and spoils the requests that it is told to. POST only. */
export class FaultyProxy {
  readonly faults: Record<ProxyFault, number> = { throttled: 0, unavailable: 0, lost: 0 };
  /** Requests that the server took, whatever their sender was told, or no longer heard. */
  served = 0;
  private requests = 0;
  private readonly open = new Set<Promise<void>>();
  private readonly server: Server;

  /** @param faultOf what is to happen to the nth request, counted from 1 */
  constructor(target: string, faultOf: (n: number) => ProxyFault | undefined) {
    this.server = createServer((request, response) => {
      const fault = faultOf(++this.requests);
      if (fault) this.faults[fault]++;
      const done = this.forward(target, request, fault)
        .then(
          ({ status, headers = {}, body = '' }) =>
            void response.writeHead(status, headers).end(body),
          () => void request.socket.destroy(),
        )
        .finally(() => this.open.delete(done));
      this.open.add(done);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Once everything that was begun has been answered. */
  async stop(): Promise<void> {
    await Promise.all(this.open);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async forward(
    target: string,
    request: IncomingMessage,
    fault: ProxyFault | undefined,
  ): Promise<{ status: number; headers?: Record<string, string>; body?: string }> {
    const body = await bodyOf(request);
    if (fault === 'throttled') return { status: 429, headers: { 'retry-after': '1' } };
    if (fault === 'unavailable') return { status: 503 };
    const answer = await fetch(`${target}${request.url}`, {
      method: 'POST',
      headers: {
        'content-type': request.headers['content-type'] ?? '',
        authorization: request.headers.authorization ?? '',
      },
      body,
    });
    const text = await answer.text();
    if (answer.ok) this.served++;
    return fault === 'lost' ? { status: 503 } : { status: answer.status, body: text };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
