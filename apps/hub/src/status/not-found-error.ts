/** What was asked for by name or id is not there. */
export class NotFoundError extends Error {
  readonly code = 'NOT_FOUND';

  /** @param what  with its id, to be read after "there is no": `segment vip` */
  constructor(what: string) {
    super(`there is no ${what}`);
    this.name = 'NotFoundError';
  }
}
