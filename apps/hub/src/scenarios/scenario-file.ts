import { Allow, IsOptional } from 'class-validator';
import { IsList, IsMapping, IsTimeZone } from '../config/constraints.js';

// One class for each mapping of a scenario with fixed keys. A property's initial value is what counts when the file leaves it out;
// where that value breaks the property's own rules, it must be there.

type Mapping = Readonly<Record<string, unknown>>;

/** What stands beside the facts for the reader, in any form. */
class Remarks {
  @Allow()
  title?: unknown;

  @Allow()
  after?: unknown;

  @Allow()
  differs?: unknown;
}

export class ScenarioFile extends Remarks {
  @IsTimeZone()
  timezone = 'UTC';

  @IsMapping('{ identifiers: [ { type: userId, limit: 1 }, { type: email } ] }')
  identity: Mapping = {};

  @IsMapping('{ buyers: { event: Order Completed } }')
  segments: Mapping = {};

  @IsList('[ { at: "2026-01-01T00:00:00Z", send: [ … ], expect: { buyers: [ u1 ] } } ]')
  steps?: readonly unknown[];
}

export class StepFile extends Remarks {
  /** Checked by hand, as are those below that are merely allowed: no decorator says what may stand there. */
  @Allow()
  at?: unknown;

  @IsMapping('{ buyers: { event: Order Completed } }')
  define: Mapping = {};

  @IsMapping('{ buyers: /all/1/count }')
  expectError: Mapping = {};

  @IsList('[ u1 ]')
  erase: readonly unknown[] = [];

  @IsList('[ { type: identify, userId: u1 } ]')
  send: readonly unknown[] = [];

  @Allow()
  sendFile?: unknown;

  @IsMapping('{ buyers: [ u1 ] }')
  expect: Mapping = {};

  @IsMapping('{ buyers: 12 }')
  expectSize: Mapping = {};

  @IsOptional()
  @IsList('[ [ "userId:u1", "email:a@example.com" ] ]')
  expectProfiles?: readonly unknown[];

  @IsMapping('{ u1: { plan: paid } }')
  expectTraits: Mapping = {};
}
