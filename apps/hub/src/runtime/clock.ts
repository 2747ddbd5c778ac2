import { Injectable } from '@nestjs/common';

/** What time it is. Injected, so that a test, or `segue test`, decides. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
