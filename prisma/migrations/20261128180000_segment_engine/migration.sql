-- AlterTable
ALTER TABLE "event" ADD COLUMN "numbers" numeric[];

-- CreateIndex
CREATE INDEX "event_name_occurred_at_profile_id_numbers_idx" ON "event"("name", "occurred_at", "profile_id", "numbers");

-- CreateIndex
CREATE INDEX "trait_history_observed_at_idx" ON "trait_history"("observed_at");

-- CreateTable
CREATE TABLE "event_property" (
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "slot" INTEGER,
    "is_closed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "event_property_pkey" PRIMARY KEY ("name","path")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_property_name_slot_key" ON "event_property"("name", "slot");

-- CreateTable
CREATE TABLE "trait_key" (
    "key" TEXT NOT NULL,

    CONSTRAINT "trait_key_pkey" PRIMARY KEY ("key")
);

-- What occurs in the data that are there already. Their numbers stay in the properties: no slot.
INSERT INTO "event_property" ("name", "path", "is_closed")
SELECT DISTINCT "name", '', TRUE FROM "event"
UNION
SELECT DISTINCT e."name", replace(k.key, '.', '\.'), TRUE FROM "event" e, jsonb_object_keys(e."properties") AS k(key);

INSERT INTO "trait_key" ("key") SELECT DISTINCT replace(k.key, '.', '\.') FROM "profile" p, jsonb_object_keys(p."traits") AS k(key);

-- AlterTable
ALTER TABLE "dirty" ADD COLUMN "cause" TEXT NOT NULL DEFAULT 'data';

-- CreateTable
CREATE TABLE "due" (
    "profile_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "due_pkey" PRIMARY KEY ("profile_id")
);

-- CreateIndex
CREATE INDEX "due_due_at_idx" ON "due"("due_at");

-- AlterTable
ALTER TABLE "segment" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'dynamic',
ADD COLUMN "origin" TEXT NOT NULL DEFAULT 'file',
ADD COLUMN "evaluated_zone" TEXT,
ALTER COLUMN "rule" DROP NOT NULL;

-- CreateTable
CREATE TABLE "segment_version" (
    "segment_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "rule" JSONB,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "segment_version_pkey" PRIMARY KEY ("segment_id","version")
);

INSERT INTO "segment_version" ("segment_id", "version", "rule", "saved_at", "saved_by")
SELECT "id", "version", "rule", "created_at", 'segue.yaml' FROM "segment";

-- CreateTable
CREATE TABLE "static_member" (
    "profile_id" UUID NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "added_by" TEXT NOT NULL,

    CONSTRAINT "static_member_pkey" PRIMARY KEY ("profile_id","segment_id")
);

-- CreateIndex
CREATE INDEX "static_member_segment_id_profile_id_idx" ON "static_member"("segment_id", "profile_id");

-- CreateTable
CREATE TABLE "static_change" (
    "profile_id" UUID NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "added" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "static_change_pkey" PRIMARY KEY ("profile_id","segment_id","seq")
);

-- AlterTable
ALTER TABLE "membership_log" ADD COLUMN "cause" TEXT NOT NULL DEFAULT 'data';

-- CreateIndex
CREATE INDEX "membership_log_segment_id_at_idx" ON "membership_log"("segment_id", "at");
