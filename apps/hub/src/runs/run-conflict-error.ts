/** The run is not in a state in which this can be done to it. */
export class RunConflictError extends Error {
  constructor(
    readonly code: 'RUN_OVER' | 'RUN_NOT_CANCELLABLE' | 'RUN_NOT_OVER',
    message: string,
  ) {
    super(message);
    this.name = 'RunConflictError';
  }
}
