CREATE TABLE "unsettled" (
    "profile_id" UUID NOT NULL,
    "sync_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,

    CONSTRAINT "unsettled_pkey" PRIMARY KEY ("profile_id","sync_id")
);
CREATE INDEX "unsettled_sync_id_profile_id_idx" ON "unsettled"("sync_id", "profile_id");
ALTER TABLE "sync" ADD COLUMN "compared_with" JSONB;
