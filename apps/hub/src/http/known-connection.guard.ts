import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { HubConfig } from '../runtime/hub-config.js';
import { NotFoundError } from '../status/not-found-error.js';
import { WorkspaceService } from '../workspace/workspace.service.js';

/**
 * For streams about the connection `:id`. Of a stream the headers are sent while its method is still at work: what is to be answered
 * with another status must be known before.
 */
@Injectable()
export class KnownConnectionGuard implements CanActivate {
  constructor(
    private readonly hub: HubConfig,
    private readonly workspaces: WorkspaceService,
  ) {}

  /** @throws NotFoundError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context
      .switchToHttp()
      .getRequest<IncomingMessage & { readonly params: { readonly id: string } }>();
    const { id } = request.params;
    await this.workspaces.refresh();
    if (!this.hub.connection(id)) throw new NotFoundError(`connection ${id}`);
    return true;
  }
}
