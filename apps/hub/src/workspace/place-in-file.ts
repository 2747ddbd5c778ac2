import type { Config } from '../config/config.js';
import type { FilePlace } from './definition-errors.js';

/** Where segue.yaml has the connection or sync of this id; undefined when it has none. */
export function placeInFile(
  { file, connections, syncs }: Config,
  id: string,
): FilePlace | undefined {
  const location = [...connections, ...syncs].find((entry) => entry.id === id)?.location;
  if (!location) return undefined;
  return { file, line: location.line, endLine: location.endLine ?? location.line };
}
