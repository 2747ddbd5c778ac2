import { once } from 'node:events';
import { openDatabase, type Environment } from './open-hub.js';
import { ApplyConfigService } from '../hub/apply-config.service.js';
import { loadHub } from '../hub/load-hub.js';
import { SchedulerService } from '../hub/scheduler.service.js';
import { createServer } from '../http/create-server.js';
import type { ListenOptions } from '../http/listen-options.js';
import { SetUpService, setUpUrl } from '../access/set-up.service.js';
import { EXIT } from './exit.js';
import { greeting } from './greeting.js';

/** Runs the hub until it is asked to stop. */
export async function startCommand(
  { config: file }: { readonly config: string },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const options = listenOptions(env);
  if (typeof options === 'string') {
    print(options);
    return EXIT.unusable;
  }
  const config = await loadHub(file, env);
  const database = await openDatabase(env);
  const server = await createServer(config, database, { ...options, env });
  const { app } = server;
  try {
    await app.get(ApplyConfigService).apply();
    const url = await server.listen();
    const closed = once(app.getHttpServer(), 'close');
    app.get(SchedulerService).start();
    const address = config.config.server?.url ?? url;
    const link = await app.get(SetUpService).linkForFirstOwner();
    const setUpLink = link && setUpUrl(link, address);
    print(greeting({ address, listensAt: url, setUpLink }));
    await closed;
  } finally {
    // The server is the first to close: this waits for the work in hand and for the database.
    await app.close();
  }
  return EXIT.ok;
}

/** @returns a sentence where the environment makes no sense */
function listenOptions(env: Environment): ListenOptions | string {
  const { SEGUE_API_KEY: apiKey, PORT: port, HOST: host } = env;
  if (port && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    return `PORT must be a number from 0 to 65535, not "${port}"`;
  }
  return {
    ...(apiKey ? { apiKey } : {}),
    ...(port ? { port: Number(port) } : {}),
    ...(host ? { host } : {}),
  };
}
