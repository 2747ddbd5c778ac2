import { once } from 'node:events';
import { openDatabase, type Environment } from './open-hub.js';
import { ApplyConfigService } from '../hub/apply-config.service.js';
import { loadHub } from '../hub/load-hub.js';
import { SchedulerService } from '../hub/scheduler.service.js';
import { createServer } from '../http/create-server.js';
import { EXIT } from './exit.js';

/** Runs the hub until it is asked to stop. */
export async function startCommand(
  { config: file }: { readonly config: string },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const config = await loadHub(file, env);
  const database = await openDatabase(env);
  const apiKey = env['SEGUE_API_KEY'];
  const port = env['PORT'] ? Number(env['PORT']) : undefined;
  const host = env['HOST'];
  const { app, listen } = await createServer(config, database, {
    ...(apiKey ? { apiKey } : {}),
    ...(port === undefined ? {} : { port }),
    ...(host ? { host } : {}),
  });
  const closed = once(app.getHttpServer(), 'close');
  try {
    await app.get(ApplyConfigService).apply();
    const url = await listen();
    app.get(SchedulerService).start();
    print(`Segue is running at ${url} (API: ${url}/api, documented at ${url}/api/docs)`);
    await closed;
  } finally {
    // The server is the first to close: this waits for the work in hand and for the database.
    await app.close();
  }
  return EXIT.ok;
}
