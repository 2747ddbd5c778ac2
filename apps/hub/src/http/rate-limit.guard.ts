import type { ServerResponse } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequestsError } from '../access/access-errors.js';
import { countedAddress } from '../access/client-address.js';
import { principalOf } from '../access/principal.js';
import { Environment } from '../runtime/environment.js';
import type { ApiRequest } from './exchange.js';

const MINUTE_S = 60;
const PER_MINUTE = 1200;

/** `SEGUE_RATE_LIMIT` is no number. */
export class RateLimitSettingError extends Error {
  readonly code = 'RATE_LIMIT_INVALID';
  constructor() {
    super('SEGUE_RATE_LIMIT must be a whole number of requests a minute above 0');
    this.name = 'RateLimitSettingError';
  }
}

/**
 * Bounds the requests of each user and API key, all routes together, and of each address where nobody is known. Who holds the
 * key of the environment is not bounded. Each hub process counts for itself.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limiter: RateLimiterMemory;

  /** @throws RateLimitSettingError */
  constructor({ values }: Environment) {
    const points = Number(values['SEGUE_RATE_LIMIT'] || PER_MINUTE);
    if (!Number.isSafeInteger(points) || points <= 0) throw new RateLimitSettingError();
    this.limiter = new RateLimiterMemory({ points, duration: MINUTE_S });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const exchange = context.switchToHttp();
    const principal = principalOf(context);
    if (principal?.kind === 'machine') return true;
    const { ip = '' } = exchange.getRequest<ApiRequest>();
    const who = principal ? `${principal.kind}:${principal.id}` : `address:${countedAddress(ip)}`;
    const count = await this.count(who);
    const response = exchange.getResponse<ServerResponse>();
    response.setHeader('RateLimit-Limit', this.limiter.points);
    response.setHeader('RateLimit-Remaining', count.remainingPoints);
    response.setHeader('RateLimit-Reset', Math.ceil(count.msBeforeNext / 1000));
    if (count.consumedPoints > this.limiter.points)
      throw new TooManyRequestsError(count.msBeforeNext);
    return true;
  }

  /** The library rejects with the count of who is over the limit. */
  private async count(who: string): Promise<RateLimiterRes> {
    try {
      return await this.limiter.consume(who);
    } catch (over) {
      if (over instanceof RateLimiterRes) return over;
      throw over;
    }
  }
}
