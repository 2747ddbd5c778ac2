-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN "route" TEXT NOT NULL DEFAULT '';
