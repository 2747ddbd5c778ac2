import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';

/** What a service knows of a change. Neither secrets nor personal data but ids of profiles. */
export interface AuditNote {
  /** Kind and id, such as `segment:vip`. */
  target?: string;
  before?: object;
  after?: object;
}

/** Takes what services know of the change that a request is about, for the audit log to have it. */
@Injectable()
export class AuditTrail {
  private readonly notes = new AsyncLocalStorage<AuditNote>();

  /** @returns what `work` gives; what is noted meanwhile is added to `note` */
  collect<T>(note: AuditNote, work: () => Promise<T>): Promise<T> {
    return this.notes.run(note, work);
  }

  /** Adds to what is noted already. Does nothing outside of a request. */
  note(note: AuditNote): void {
    Object.assign(this.notes.getStore() ?? {}, note);
  }
}
