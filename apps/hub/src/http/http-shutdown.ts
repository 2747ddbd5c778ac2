import type { Server } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Requests in flight may take this long; orchestrators kill after 30 s. */
const MOST_PATIENCE_MS = 25_000;
const IDLE_POLL_MS = 200;

/**
 * Stops taking requests as soon as the application is asked to end, while the work in hand is finished. Nest itself then waits
 * for the server to be closed, before it closes the database.
 */
@Injectable()
export class HttpShutdown implements OnModuleDestroy {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleDestroy(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    if (!server.listening) return;
    // A kept-alive connection would hold the server open after its last answer.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_POLL_MS);
    const patience = setTimeout(() => server.closeAllConnections(), MOST_PATIENCE_MS);
    server.once('close', () => {
      clearInterval(idle);
      clearTimeout(patience);
    });
    server.close();
  }
}
