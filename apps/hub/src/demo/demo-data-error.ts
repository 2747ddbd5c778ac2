/** The hub knows connections or people already: made-up ones must not get among them. Nothing was changed. */
export class DemoDataError extends Error {
  readonly code = 'HUB_NOT_EMPTY';

  constructor(message: string) {
    super(message);
    this.name = 'DemoDataError';
  }
}
