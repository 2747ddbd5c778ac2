-- AlterTable
ALTER TABLE "segment" ADD COLUMN "owner_id" TEXT,
ADD COLUMN "owner_name" TEXT,
ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT '{}',
ADD COLUMN "folder" TEXT,
ADD COLUMN "visibility" TEXT NOT NULL DEFAULT 'shared',
ADD COLUMN "visible_to" TEXT[] NOT NULL DEFAULT '{}',
ADD COLUMN "edited_at" TIMESTAMPTZ(3),
ADD COLUMN "edited_by" TEXT;

-- Of segments that are there already, only the edits of the rule are known.
UPDATE "segment" SET "edited_at" = v."saved_at", "edited_by" = v."saved_by"
FROM "segment_version" v WHERE v."segment_id" = "segment"."id" AND v."version" = "segment"."version";

UPDATE "segment" SET "edited_at" = "created_at", "edited_by" = 'segue.yaml' WHERE "edited_at" IS NULL;

ALTER TABLE "segment" ALTER COLUMN "edited_at" SET NOT NULL,
ALTER COLUMN "edited_at" SET DEFAULT CURRENT_TIMESTAMP,
ALTER COLUMN "edited_by" SET NOT NULL,
ALTER COLUMN "edited_by" SET DEFAULT 'segue.yaml';
