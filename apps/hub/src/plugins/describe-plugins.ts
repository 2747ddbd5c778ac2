import type { SettingsClass } from '@segue/sdk';
import { kindOf } from '../config/check-connections.js';
import { formSchema, type JsonSchema } from '../config/class-schema.js';
import type { ConnectionConfig } from '../config/config.js';
import { demo } from '../demo/demo.source.js';
import type { ConnectorInfo, ConnectorRegistry } from './connector-registry.js';

/** A plugin, as somebody sees it who is about to make a connection. */
export interface PluginDescription {
  readonly key: string;
  readonly title: string;
  readonly kind: ConnectionConfig['kind'];
  /** False: its connections are declared in segue.yaml alone. */
  readonly isMakeable: boolean;
  readonly isReadable: boolean;
  readonly isPush: boolean;
  readonly hasWriteKeys: boolean;
  readonly hasAudiences: boolean;
  readonly hasFields: boolean;
  readonly streams: readonly { readonly key: string; readonly title: string }[];
  readonly settings: JsonSchema;
  readonly audience: JsonSchema | null;
}

/** All but the one of made-up people, whose connection the hub makes itself. */
export const describePlugins = (connectors: ConnectorRegistry): readonly PluginDescription[] =>
  connectors.keys
    .filter((key) => key !== demo.key)
    .map((key) => describePlugin(key, connectors.get(key) ?? {}));

function describePlugin(key: string, info: ConnectorInfo): PluginDescription {
  const { source, destination } = info;
  const connector = source ?? destination;
  return {
    key,
    title: connector?.title ?? key,
    kind: kindOf(info),
    isMakeable: !source?.isLocal && !destination?.isLocal,
    isReadable: source?.read !== undefined,
    isPush: source?.push !== undefined,
    hasWriteKeys: source?.push?.keyOf !== undefined,
    hasAudiences: destination?.listAudiences !== undefined,
    hasFields: destination?.listFields !== undefined,
    streams: (source?.streams ?? []).map((stream) => ({ key: stream.key, title: stream.title })),
    settings: connector ? formSchema(connector.settings as SettingsClass) : { type: 'object' },
    audience: destination ? formSchema(destination.audience as SettingsClass) : null,
  };
}
