import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Observable } from 'rxjs';
import { principalOf, type Principal } from './principal.js';

/** Whose request it is, as far as that is known. */
export type Viewer = Pick<Principal, 'id' | 'role'> | 'nobody';

const viewers = new AsyncLocalStorage<Viewer>();

/** Who asks for what is being done; undefined where the hub itself does it: on a schedule, or on the command line. */
export const currentViewer = (): Viewer | undefined => viewers.getStore();

export const viewAs = <T>(viewer: Viewer, work: () => T): T => viewers.run(viewer, work);

/** Lets what a request causes know whose it is. */
@Injectable()
export class ViewerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const viewer = principalOf(context) ?? 'nobody';
    return new Observable((subscriber) =>
      viewAs(viewer, () => next.handle().subscribe(subscriber)),
    );
  }
}
