import type { JsonObject } from '@segue/sdk';
import type { IdentityConfig, Location } from '../config/config.js';
import type { Path } from '../config/report.js';
import type { RuleProblem } from '../segments/rules/rule-error.js';
import type { DateOperand, NumberComparison } from '../segments/rules/rule.js';

/** A scenario file, checked: rules that a step should not refuse are known to be accepted. */
export interface Scenario {
  /** As it was named on the command line. */
  readonly file: string;
  /** IANA name. */
  readonly timezone: string;
  readonly identity: IdentityConfig;
  /** Key → rule, as written. */
  readonly segments: ReadonlyMap<string, unknown>;
  readonly steps: readonly Step[];
  /** Where something stands in the file. */
  readonly locate: (path: Path) => Location;
}

export interface Step {
  /** The virtual clock. Which instant it is may depend on the time zone. */
  readonly at: DateOperand;
  readonly definitions: Definitions;
  /** Key of a segment → where the step's definition of it is to be refused, as a JSON Pointer. */
  readonly expectError: ReadonlyMap<string, string>;
  /** Names of profiles. */
  readonly erase: readonly string[];
  /** Messages of the Segment spec, as written: whatever is wrong with them is for the intake to say. */
  readonly send: readonly unknown[];
  readonly sendFiles: readonly MessageFile[];
  /** Key of a segment → names of its members. */
  readonly expect: ReadonlyMap<string, readonly string[]>;
  readonly expectSize: ReadonlyMap<string, NumberComparison>;
  /** Each profile as names of all its identifiers. */
  readonly expectProfiles?: readonly (readonly string[])[];
  /** Name of a profile → some of its traits; `null` is a trait that is missing. */
  readonly expectTraits: ReadonlyMap<string, JsonObject>;
}

export interface Definitions {
  /** Key → rule, as written. */
  readonly accepted: ReadonlyMap<string, unknown>;
  /** Key → what is wrong with its rule: the segment stays as it was. */
  readonly refused: ReadonlyMap<string, readonly RuleProblem[]>;
}

export interface MessageFile {
  /** As the scenario names it. */
  readonly name: string;
  /** Relative to the working directory, or absolute. */
  readonly path: string;
}
