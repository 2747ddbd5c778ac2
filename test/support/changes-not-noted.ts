import type { Database } from '../../apps/hub/src/database/database.js';

/** Runs that found people by comparing everybody whom no plan had shown. */
export const changesNotNoted = ({ prisma }: Database): Promise<number> =>
  prisma.run.count({ where: { notes: { array_contains: [{ code: 'CHANGES_NOT_NOTED' }] } } });
