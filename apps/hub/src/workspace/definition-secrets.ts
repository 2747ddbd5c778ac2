import { Injectable } from '@nestjs/common';
import { SecretRotation, type SealedStore } from '../access/secrets/secret-rotation.js';
import { Database } from '../database/database.js';
import { DefinitionRepository } from './definition.repository.js';

/** The secrets of connections, for a new key. */
@Injectable()
export class DefinitionSecrets implements SealedStore {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionRepository,
    rotation: SecretRotation,
  ) {
    rotation.add(this);
  }

  /** All or none: what is sealed with a key that is lost stops it. */
  async resealAll(
    reseal: (sealed: string) => string,
  ): Promise<{ readonly secrets: number; readonly resealed: number }> {
    return this.database.transaction(async (sql) => {
      await this.definitions.countChange(sql);
      const sealed = (await this.definitions.list(sql)).flatMap(({ id, sealed }) =>
        sealed === null ? [] : [{ id, before: sealed, after: reseal(sealed) }],
      );
      const changed = sealed.filter(({ before, after }) => before !== after);
      for (const { id, after } of changed) await this.definitions.reseal(sql, id, after);
      return { secrets: sealed.length, resealed: changed.length };
    });
  }
}
