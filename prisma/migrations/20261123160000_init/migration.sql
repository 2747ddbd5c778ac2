-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "profile" (
    "profile_id" UUID NOT NULL,
    "traits" JSONB NOT NULL DEFAULT '{}',
    "user_id" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "anonymous_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "trait_state" (
    "profile_id" UUID NOT NULL,
    "state" JSONB NOT NULL,
    "consent" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "trait_state_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "trait_history" (
    "profile_id" UUID NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "seq" BIGINT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "message_id" TEXT,
    "traits" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trait_history_pkey" PRIMARY KEY ("profile_id","observed_at","seq")
);

-- CreateTable
CREATE TABLE "event" (
    "profile_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "seq" BIGINT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "message_id" TEXT,
    "properties" JSONB NOT NULL,
    "context" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("profile_id","name","occurred_at","seq")
);

-- CreateTable
CREATE TABLE "identifier" (
    "type" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "profile_id" UUID NOT NULL,

    CONSTRAINT "identifier_pkey" PRIMARY KEY ("type","value")
);

-- CreateTable
CREATE TABLE "profile_identifier" (
    "profile_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_identifier_pkey" PRIMARY KEY ("profile_id","type","value")
);

-- CreateTable
CREATE TABLE "profile_connection" (
    "profile_id" UUID NOT NULL,
    "connection_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_connection_pkey" PRIMARY KEY ("profile_id","connection_id")
);

-- CreateTable
CREATE TABLE "profile_merge" (
    "profile_id" UUID NOT NULL,
    "merged_profile_id" UUID NOT NULL,
    "merged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_merge_pkey" PRIMARY KEY ("profile_id","merged_profile_id")
);

-- CreateTable
CREATE TABLE "dirty" (
    "profile_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "dirty_pkey" PRIMARY KEY ("profile_id","seq")
);

-- CreateTable
CREATE TABLE "segment" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rule" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "evaluated_version" INTEGER NOT NULL DEFAULT 0,
    "evaluated_at" TIMESTAMPTZ(3),
    "error" JSONB,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "profile_id" UUID NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("profile_id","segment_id")
);

-- CreateTable
CREATE TABLE "membership_log" (
    "profile_id" UUID NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "joined" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,

    CONSTRAINT "membership_log_pkey" PRIMARY KEY ("profile_id","segment_id","seq")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "plugin" TEXT NOT NULL,
    "checkpoint" JSONB,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync" (
    "id" TEXT NOT NULL,
    "segment_key" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "audience" JSONB NOT NULL,
    "audience_id" TEXT,
    "fields" JSONB NOT NULL,
    "guards" JSONB NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "profile_id" UUID NOT NULL,
    "sync_id" TEXT NOT NULL,
    "confirmed" JSONB,
    "confirmed_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "external_id" TEXT,
    "problem" JSONB,
    "wanted" JSONB,
    "sending" TEXT,
    "run_id" UUID NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("profile_id","sync_id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL DEFAULT '{}',
    "error" JSONB,
    "notes" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_record" (
    "run_id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "position" TEXT,
    "profile_id" UUID,
    "raw" JSONB,

    CONSTRAINT "run_record_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "work" (
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "schedule" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "work_pkey" PRIMARY KEY ("kind","target")
);

-- CreateIndex
CREATE INDEX "trait_history_connection_id_message_id_idx" ON "trait_history"("connection_id", "message_id");

-- CreateIndex
CREATE INDEX "event_connection_id_message_id_idx" ON "event"("connection_id", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "segment_key_key" ON "segment"("key");

-- CreateIndex
CREATE INDEX "membership_segment_id_profile_id_idx" ON "membership"("segment_id", "profile_id");

-- CreateIndex
CREATE INDEX "delivery_sync_id_profile_id_idx" ON "delivery"("sync_id", "profile_id");

-- CreateIndex
CREATE INDEX "delivery_sync_id_address_idx" ON "delivery"("sync_id", "address");

-- CreateIndex
CREATE INDEX "run_kind_target_started_at_idx" ON "run"("kind", "target", "started_at" DESC);

-- CreateIndex
CREATE INDEX "run_started_at_idx" ON "run"("started_at" DESC);

-- CreateIndex
CREATE INDEX "work_next_at_idx" ON "work"("next_at");

-- AddForeignKey
ALTER TABLE "run_record" ADD CONSTRAINT "run_record_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Order of arrival. Each batch of records takes one value and numbers its records on from it.
CREATE SEQUENCE "arrival_seq" INCREMENT BY 10000 MINVALUE 10000 START 10000;
