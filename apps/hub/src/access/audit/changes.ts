import { SetMetadata } from '@nestjs/common';

const CHANGES = 'segue:changes';

/** A route that changes something although it is asked for with GET. */
export const Changes = () => SetMetadata(CHANGES, true);

export const isChange = (handler: object): boolean =>
  Reflect.getMetadata(CHANGES, handler) === true;
