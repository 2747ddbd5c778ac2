import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

export interface Attempt {
  readonly accountHash: string;
  /** As `countedAddress` has it. */
  readonly address: string;
  /** Of a device that the account knows. */
  readonly deviceHash: string | null;
}

/** How many failed, each count with this attempt. */
export interface AttemptCounts {
  readonly onDevice: number;
  readonly fromAddressOnAccount: number;
  readonly fromAddress: number;
  /** From everywhere but known devices. */
  readonly onAccount: number;
}

@Injectable()
export class SignInAttemptRepository {
  constructor(private readonly database: Database) {}

  /** @returns its id */
  async add(attempt: Attempt, at: Date): Promise<bigint> {
    const { id } = await this.database.prisma.signInAttempt.create({ data: { ...attempt, at } });
    return id;
  }

  async count(
    { accountHash, address, deviceHash }: Attempt,
    since: Date,
    accountSince: Date,
  ): Promise<AttemptCounts> {
    const [counts] = await this.database.prisma.$queryRaw<[AttemptCounts]>`
      SELECT
        (SELECT count(*)::int FROM sign_in_attempt
         WHERE account_hash = ${accountHash} AND device_hash = ${deviceHash} AND at > ${since}) AS "onDevice",
        (SELECT count(*)::int FROM sign_in_attempt
         WHERE account_hash = ${accountHash} AND address = ${address} AND device_hash IS NULL
           AND at > ${since}) AS "fromAddressOnAccount",
        (SELECT count(*)::int FROM sign_in_attempt
         WHERE address = ${address} AND device_hash IS NULL AND at > ${since}) AS "fromAddress",
        (SELECT count(*)::int FROM sign_in_attempt
         WHERE account_hash = ${accountHash} AND device_hash IS NULL AND at > ${accountSince}) AS "onAccount"`;
    return counts;
  }

  async delete(id: bigint): Promise<void> {
    await this.database.prisma.signInAttempt.deleteMany({ where: { id } });
  }

  /** Of who got in after some failures. */
  async deleteOf({ accountHash, address, deviceHash }: Attempt): Promise<void> {
    await this.database.prisma.signInAttempt.deleteMany({
      where: {
        accountHash,
        OR: [{ address, deviceHash: null }, ...(deviceHash ? [{ deviceHash }] : [])],
      },
    });
  }

  async deleteBefore(at: Date): Promise<void> {
    await this.database.prisma.signInAttempt.deleteMany({ where: { at: { lt: at } } });
  }
}
