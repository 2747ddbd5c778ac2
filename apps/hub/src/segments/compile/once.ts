import { Prisma } from '../../database/database.js';

/**
 * At the end of a subquery: keeps PostgreSQL from putting its expressions in wherever they are used. A LATERAL join would as well, but
 * on one core; and so would a zero of any other type, which the planner takes for a limit.
 */
export const ONCE = Prisma.sql` OFFSET '0'::bigint`;
