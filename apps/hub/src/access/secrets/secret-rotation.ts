import { Injectable } from '@nestjs/common';
import { Secrets } from './secrets.js';

/** Somewhere that sealed texts are stored. */
export interface SealedStore {
  /**
   * Replaces each sealed text that `reseal` changes.
   *
   * @returns how many there are, and how many were replaced
   */
  resealAll(
    reseal: (sealed: string) => string,
  ): Promise<{ readonly secrets: number; readonly resealed: number }>;
}

/** Brings all stored secrets under the current key. Stores make themselves known as they are made. */
@Injectable()
export class SecretRotation {
  private readonly stores = new Set<SealedStore>();

  constructor(private readonly secrets: Secrets) {}

  add(store: SealedStore): void {
    this.stores.add(store);
  }

  /**
   * Can be run again after it was interrupted.
   *
   * @throws SecretKeyMissingError
   * @throws SecretUnreadableError when one is under neither key; those before it are done
   */
  async rotate(): Promise<{ readonly secrets: number; readonly resealed: number }> {
    const total = { secrets: 0, resealed: 0 };
    for (const store of this.stores) {
      const { secrets, resealed } = await store.resealAll((sealed) => this.secrets.reseal(sealed));
      total.secrets += secrets;
      total.resealed += resealed;
    }
    return total;
  }
}
