import type { EntryProblem } from '../config/merge-made.js';

/** The entry breaks the rules that segue.yaml has as well. Nothing was changed. */
export class DefinitionError extends Error {
  readonly code = 'DEFINITION_INVALID';

  /** @param problems at least one; their messages quote no values */
  constructor(readonly problems: readonly EntryProblem[]) {
    super(problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; '));
    this.name = 'DefinitionError';
  }
}

/** Where segue.yaml says it. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}

/** It is not in a state in which this can be done to it. Nothing was changed. */
export class DefinitionConflictError extends Error {
  constructor(
    readonly code:
      | 'MANAGED_BY_FILE'
      | 'ID_TAKEN'
      | 'DEFINITION_OUTDATED'
      | 'DEFINITION_IN_USE'
      | 'DEFINITION_UNUSABLE'
      | 'PLUGIN_LOCAL'
      | 'PLUGIN_DEMO'
      | 'PAUSED'
      | 'WRITE_KEYS_NONE'
      | 'WRITE_KEYS_TOO_MANY',
    message: string,
    readonly location?: FilePlace,
  ) {
    super(message);
    this.name = 'DefinitionConflictError';
  }
}

/** The role may make syncs, and not to this destination. */
export class DestinationForbiddenError extends Error {
  readonly code = 'DESTINATION_FORBIDDEN';

  constructor(role: string, connectionId: string) {
    super(`the role ${role} may not sync to ${connectionId}: its syncRoles do not have it`);
    this.name = 'DestinationForbiddenError';
  }
}
