-- AlterTable
ALTER TABLE "audit_entry" ALTER COLUMN "status" DROP NOT NULL,
ADD COLUMN     "completes" BIGINT,
ADD COLUMN     "count" INTEGER NOT NULL DEFAULT 1;

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_completes_key" ON "audit_entry"("completes");

-- CreateIndex
CREATE INDEX "audit_entry_action_seq_idx" ON "audit_entry"("action", "seq");

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_completes_fkey" FOREIGN KEY ("completes") REFERENCES "audit_entry"("seq") ON DELETE RESTRICT ON UPDATE RESTRICT;
