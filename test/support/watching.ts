import { request } from 'node:http';

interface WatchedEvent {
  readonly type: string;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

/** A browser that watches. */
export class Watching {
  readonly events: WatchedEvent[] = [];
  status = 0;
  type = '';
  isEnded = false;
  private text = '';
  private readonly sent;

  constructor(url: string, key: string, lastId?: string) {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }),
    };
    this.sent = request(url, { headers, agent: false }, (answer) => {
      this.status = answer.statusCode ?? 0;
      this.type = answer.headers['content-type'] ?? '';
      answer.setEncoding('utf8').on('data', (chunk: string) => this.read(chunk));
      answer.on('end', () => (this.isEnded = true)).on('error', () => (this.isEnded = true));
    });
    this.sent.on('error', () => (this.isEnded = true)).end();
  }

  stop(): void {
    this.sent.destroy();
  }

  private read(chunk: string): void {
    this.text += chunk;
    const parts = this.text.split('\n\n');
    this.text = parts.pop()!;
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
      const data = field('data');
      if (data === undefined) continue;
      this.events.push({
        type: field('event') ?? '',
        id: field('id'),
        data: JSON.parse(data) as WatchedEvent['data'],
      });
    }
  }
}
