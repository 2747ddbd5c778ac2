import { dirname, resolve } from 'node:path';
import type { WorkspaceDefaults } from '../config/config.js';
import { parseConfig, readPluginNames } from '../config/parse-config.js';
import { readConfigText } from '../config/load-config.js';
import { demo } from '../demo/demo.source.js';
import { BUNDLED } from '../plugins/bundled.js';
import { ConnectorRegistry, loadPlugin } from '../plugins/connector-registry.js';
import { HubConfig, ruleTimeoutMsFrom } from '../runtime/hub-config.js';
import { checkRule } from '../segments/check-rule.js';
import { referencedSegments } from '../segments/rules/parse-rule.js';
import type { Rule } from '../segments/rules/rule.js';

export const DEFAULT_CONFIG_FILE = 'segue.yaml';

/**
 * Reads segue.yaml with the plugins that it names.
 *
 * @throws ConfigFileError with every problem at once
 * @throws ContractError when a plugin cannot be loaded
 */
export async function loadHub(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HubConfig> {
  const text = await readConfigText(file);
  const connectors = new ConnectorRegistry([...BUNDLED, demo]);
  for (const name of readPluginNames(text, env)) {
    for (const connector of await loadPlugin(name, dirname(resolve(file))))
      connectors.add(connector);
  }
  const parse = (workspace: WorkspaceDefaults) =>
    parseConfig(text, {
      file,
      env,
      workspace,
      connectors: (key) => connectors.get(key),
      pluginKeys: connectors.keys,
      parseRule: checkRule,
      referencedSegments: (rule) => referencedSegments(rule as Rule),
    });
  return new HubConfig(parse({}), connectors, ruleTimeoutMsFrom(env), parse);
}
