-- What is made here, as entries of segue.yaml would say it.
CREATE TABLE "definition" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "sealed" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "definition_pkey" PRIMARY KEY ("id")
);

-- One row. Counts the changes, so that each process sees that there was one.
CREATE TABLE "workspace" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

INSERT INTO "workspace" ("id", "revision") VALUES (1, 0);

-- Keys that senders name a connection by.
CREATE TABLE "write_key" (
    "id" UUID NOT NULL,
    "connection_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "write_key_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "write_key_hash_key" ON "write_key"("hash");

CREATE INDEX "write_key_connection_id_idx" ON "write_key"("connection_id");

ALTER TABLE "connection" ADD COLUMN "paused_at" TIMESTAMPTZ(3),
ADD COLUMN "paused_by" TEXT,
ADD COLUMN "checkpoint_at" TIMESTAMPTZ(3);

ALTER TABLE "sync" ADD COLUMN "paused_at" TIMESTAMPTZ(3),
ADD COLUMN "paused_by" TEXT,
ADD COLUMN "tally" JSONB;

ALTER TABLE "run" ADD COLUMN "expected" INTEGER,
ADD COLUMN "cancel_asked_at" TIMESTAMPTZ(3),
ADD COLUMN "cancel_asked_by" TEXT;

-- Rows with errors are few, and asked for by their state.
CREATE INDEX "delivery_problem_idx" ON "delivery"("sync_id", ("problem" ->> 'status'), "profile_id") WHERE "problem" IS NOT NULL;
