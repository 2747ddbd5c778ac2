import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

@Injectable()
export class KnownDeviceRepository {
  constructor(private readonly database: Database) {}

  async isKnown(tokenHash: string, userId: string, seenSince: Date): Promise<boolean> {
    const device = await this.database.prisma.knownDevice.findUnique({
      where: { tokenHash_userId: { tokenHash, userId } },
    });
    return device !== null && device.seenAt > seenSince;
  }

  async see(tokenHash: string, userId: string, seenAt: Date): Promise<void> {
    await this.database.prisma.knownDevice.upsert({
      where: { tokenHash_userId: { tokenHash, userId } },
      create: { tokenHash, userId, seenAt },
      update: { seenAt },
    });
  }

  async deleteUnseen(seenSince: Date): Promise<void> {
    await this.database.prisma.knownDevice.deleteMany({ where: { seenAt: { lte: seenSince } } });
  }
}
