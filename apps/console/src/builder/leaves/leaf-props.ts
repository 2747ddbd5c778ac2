import type { Json, JsonObject } from '../../rules/json';

/** What every editor of a leaf gets. */
export interface LeafProps {
  readonly leaf: JsonObject;
  readonly disabled: boolean;
  readonly onChange: (leaf: Json) => void;
}
