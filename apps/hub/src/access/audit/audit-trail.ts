import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';

/** What a service knows of a change. Neither secrets nor personal data but ids of profiles. */
export interface AuditNote {
  /** Kind and id, such as `segment:vip`. */
  target?: string | undefined;
  before?: object;
  after?: object;
  /** Where the answer does not tell: a browser is led to a page whatever comes of it. */
  status?: number;
}

/** A change on its way into the audit log. */
export interface AuditScope {
  /** To be added to. */
  readonly note: AuditNote;
  /** Enters it as begun, if it is not yet. */
  readonly begin: () => Promise<void>;
}

/** Takes what services know of the change that a request or command is about, for the audit log to have it. */
@Injectable()
export class AuditTrail {
  private readonly scopes = new AsyncLocalStorage<AuditScope>();

  /** @returns what `work` gives; what is noted meanwhile is added to the scope's note */
  collect<T>(scope: AuditScope, work: () => Promise<T>): Promise<T> {
    return this.scopes.run(scope, work);
  }

  /** Adds to what is noted already. Does nothing outside of a request or command. */
  note(note: AuditNote): void {
    Object.assign(this.scopes.getStore()?.note ?? {}, note);
  }

  /**
   * To be called before the first change by what somebody unknown may ask for: most of that changes nothing, and is not to fill the
   * log. Other changes are entered as begun before they get to a service.
   */
  async begin(): Promise<void> {
    await this.scopes.getStore()?.begin();
  }
}
