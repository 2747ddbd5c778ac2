import type { KnownPlugins } from './check-connections.js';
import { unknownName } from './did-you-mean.js';
import type { Draft } from './read-draft.js';
import type { Report } from './report.js';

/** Reports traits that are to come from what is no source of this file. */
export function checkTraits(
  { traits, connections }: Draft,
  { connectors }: KnownPlugins,
  report: Report,
): void {
  const isSource = (plugin: string): boolean => {
    const info = connectors(plugin);
    // A plugin that is not known is reported as such, once.
    return info === undefined || info.source !== undefined;
  };
  const sources = connections
    .filter(({ file }) => isSource(file.plugin))
    .map(({ file }) => file.id);
  for (const { path, config } of traits) {
    const { from = [] } = config;
    for (const [index, id] of from.entries()) {
      if (id === '') continue;
      const at = [...path, 'from', index];
      if (!sources.includes(id))
        report.refuse(at, unknownName(id, sources, 'a source of this file'));
      else if (from.indexOf(id) < index) report.refuse(at, 'is there twice: keep one of them');
    }
  }
}
