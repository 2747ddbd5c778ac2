import type { INestApplicationContext } from '@nestjs/common';
import { withHub, type Environment } from '../../apps/hub/src/cli/open-hub.js';
import { ApplyConfigService } from '../../apps/hub/src/hub/apply-config.service.js';

/** Runs `work` on the hub of a configuration that its database does not know yet. */
export function withNewHub<T>(
  configuration: string,
  env: Environment,
  work: (hub: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withHub(configuration, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    return work(hub);
  });
}
