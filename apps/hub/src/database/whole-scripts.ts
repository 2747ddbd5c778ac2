import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

/*
 * A migration is applied as one script. Prisma's adapters are not up to that: the one for `pg` cuts it at each semicolon, those
 * within functions and comments too, and the one for PGlite neither waits for it nor notices when it fails. These two send it
 * whole, which also makes it one transaction.
 *
 * Source: `executeScript` in @prisma/adapter-pg 7.10.0 and pglite-prisma-adapter 0.7.2.
 */

export class PostgresAdapters extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const executeScript = async (script: string): Promise<void> => {
      await adapter.underlyingDriver().query(script);
    };
    return Object.assign(adapter, { executeScript });
  }
}

export class PGliteAdapters extends PrismaPGlite {
  constructor(private readonly pglite: PGlite) {
    super(pglite);
  }

  override async connect(): Promise<SqlDriverAdapter> {
    const executeScript = async (script: string): Promise<void> => {
      await this.pglite.exec(script);
    };
    return Object.assign(await super.connect(), { executeScript });
  }
}
