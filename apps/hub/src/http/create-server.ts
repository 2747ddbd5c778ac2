import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuditService } from '../access/audit/audit.service.js';
import { ApiKeyService } from '../access/api-key.service.js';
import { guardMounted, MOUNTED_ROUTES } from '../access/mounted-routes.js';
import { SessionService } from '../access/session.service.js';
import type { Database } from '../database/database.js';
import { HubModule } from '../hub/hub.module.js';
import { IngestService } from '../ingest/ingest.service.js';
import { mountIngest } from '../ingest/mount-ingest.js';
import { HubLogger } from '../logging/hub-logger.js';
import type { HubConfig } from '../runtime/hub-config.js';
import { ApiModule } from './api.module.js';
import { auditRefusals } from './audit-refusals.js';
import { createAuthentication } from './authenticate.js';
import { compressAssets, CONSOLE_FOLDER, refuseOthersThanPages, serveConsole } from './console.js';
import { Cookies } from './cookies.js';
import { parseJsonBodies } from './json-body.js';
import { isLoopback, toAddress, type ListenOptions } from './listen-options.js';
import { mountOpenApi } from './openapi.js';
import { createRequestLog } from './request-log.js';
import { setSecurityHeaders } from './security-headers.js';

export interface ServerOptions extends ListenOptions {
  /** Where the log goes; standard output unless told otherwise. */
  readonly logger?: HubLogger;
  /** Where keys and limits come from; that of the process unless told otherwise. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** With the build of the console. */
  readonly consoleFolder?: string;
}

export interface HubServer {
  readonly app: NestExpressApplication;
  /** @returns where the server is to be found, such as `http://127.0.0.1:3000` */
  listen(): Promise<string>;
}

@Module({})
class ServerModule {
  static with(config: HubConfig, database: Database, options: ServerOptions): DynamicModule {
    const { env, consoleFolder = CONSOLE_FOLDER } = options;
    return {
      module: ServerModule,
      imports: [HubModule.with(config, database, env), ApiModule, ...serveConsole(consoleFolder)],
    };
  }
}

/**
 * The hub with its HTTP server: the API under /api, the routes of push sources, and the console at the root. Asked to end
 * (SIGTERM, SIGINT, or `app.close()`) it takes no more requests and no more work, finishes both, and then closes the database.
 */
export async function createServer(
  config: HubConfig,
  database: Database,
  options: ServerOptions = {},
): Promise<HubServer> {
  const { apiKey, logger = new HubLogger({ level: process.env['LOG_LEVEL'] }) } = options;
  const { host, port } = toAddress(options, config.config.server);
  const app = await NestFactory.create<NestExpressApplication>(
    ServerModule.with(config, database, options),
    { bodyParser: false, abortOnError: false, logger },
  );
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.config.server?.trustedProxies ?? false);
  app.set('json replacer', (_key: string, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  app.use(createRequestLog());
  app.use('/api', setSecurityHeaders);
  app.use('/api', auditRefusals(app.get(AuditService)));
  app.use(
    '/api',
    createAuthentication({
      apiKey,
      apiKeys: app.get(ApiKeyService),
      sessions: app.get(SessionService),
      cookies: app.get(Cookies),
      isOpen: !isLoopback(host),
      url: config.config.server?.url,
    }),
  );
  for (const route of MOUNTED_ROUTES) app.use(route.path, guardMounted(route));
  app.use('/assets', compressAssets);
  app.use(refuseOthersThanPages);
  parseJsonBodies(app);
  mountIngest(app, app.get(IngestService));
  mountOpenApi(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return {
    app,
    listen: async () => {
      await app.listen(port, host);
      return toUrl(app);
    },
  };
}

function toUrl(app: NestExpressApplication): string {
  const { address, port } = app.getHttpServer().address() as {
    readonly address: string;
    readonly port: number;
  };
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
