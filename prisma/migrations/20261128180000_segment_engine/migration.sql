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

-- CreateIndex
CREATE INDEX "static_change_segment_id_at_idx" ON "static_change"("segment_id", "at");

-- CreateIndex
CREATE INDEX "profile_merge_merged_profile_id_idx" ON "profile_merge"("merged_profile_id");

-- AlterTable
ALTER TABLE "membership_log" ADD COLUMN "cause" TEXT NOT NULL DEFAULT 'data';

-- CreateIndex
CREATE INDEX "membership_log_segment_id_at_idx" ON "membership_log"("segment_id", "at");

-- The first instant, to within the shift of a clock, from which calendar months reach `t`: on the first of the month after one
-- that is too short for its day. A day and three hours early, so that no shift, nor a day that is left out, makes it late.
CREATE FUNCTION segue_minus_months(t timestamptz, months int, tz text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  wall timestamp := t AT TIME ZONE tz;
  first_wall timestamp := wall - make_interval(months => months);
BEGIN
  IF extract(day FROM first_wall) < extract(day FROM wall) THEN
    first_wall := date_trunc('month', first_wall) + interval '1 month';
  END IF;
  RETURN first_wall AT TIME ZONE tz - interval '27 hours';
END
$$;

-- The next midnight at which "the anniversary of `t` is at most `days` days away" can change.
CREATE FUNCTION segue_anniversary_due(t timestamptz, days int, now timestamptz, tz text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  away int := segue_days_to_anniversary(t, now, tz);
BEGIN
  RETURN segue_day_start((now AT TIME ZONE tz)::date + CASE WHEN away > days THEN away - days ELSE away + 1 END, tz);
END
$$;

-- As before, without regular expressions: PostgreSQL takes fifty times as long for one.
CREATE OR REPLACE FUNCTION segue_instant_of(t text, tz text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  shape text;
  rest text;
  after_digits text;
  y int; mo int; d int; h int; mi int; at_offset int;
  s double precision := 0;
  wall timestamp;
BEGIN
  IF t IS NULL OR length(t) > 64 OR length(t) < 10 THEN RETURN NULL; END IF;
  shape := translate(t, '123456789', '000000000');
  -- The form that nearly every instant has.
  IF shape IN ('0000-00-00T00:00:00.000Z', '0000-00-00T00:00:00Z')
     AND substr(t, 1, 4) COLLATE "C" > '0000' AND substr(t, 6, 2) COLLATE "C" BETWEEN '01' AND '12'
     AND substr(t, 9, 2) COLLATE "C" BETWEEN '01' AND '28' AND substr(t, 12, 2) COLLATE "C" < '24'
     AND substr(t, 15, 2) COLLATE "C" < '60' AND substr(t, 18, 2) COLLATE "C" < '60' THEN RETURN t::timestamptz; END IF;
  IF left(shape, 10) <> '0000-00-00' THEN RETURN NULL; END IF;
  y := left(t, 4); mo := substr(t, 6, 2); d := substr(t, 9, 2);
  IF y = 0 OR mo NOT BETWEEN 1 AND 12 OR d < 1
     OR (d > 28 AND d > extract(day FROM make_date(y, mo, 1) + interval '1 month - 1 day')) THEN RETURN NULL; END IF;
  IF length(t) = 10 THEN RETURN segue_day_start(make_date(y, mo, d), tz); END IF;
  IF substr(shape, 11, 6) <> 'T00:00' THEN RETURN NULL; END IF;
  h := substr(t, 12, 2); mi := substr(t, 15, 2);
  at_offset := 17;
  IF substr(shape, 17, 3) = ':00' THEN
    at_offset := 20;
    IF substr(shape, 20, 1) = '.' THEN
      after_digits := ltrim(substr(shape, 21), '0');
      at_offset := length(t) - length(after_digits) + 1;
      IF at_offset = 21 THEN RETURN NULL; END IF;
    END IF;
    s := substr(t, 18, at_offset - 18);
  END IF;
  IF h > 23 OR mi > 59 OR s >= 60 THEN RETURN NULL; END IF;
  rest := substr(shape, at_offset);
  IF rest NOT IN ('', 'Z', '+00:00', '-00:00') THEN RETURN NULL; END IF;
  wall := make_timestamp(y, mo, d, h, mi, s);
  IF rest = '' THEN RETURN wall AT TIME ZONE tz; END IF;
  IF rest = 'Z' THEN RETURN wall AT TIME ZONE 'UTC'; END IF;
  rest := substr(t, at_offset);
  IF substr(rest, 2, 2)::int > 15 OR substr(rest, 5, 2)::int > 59 THEN RETURN NULL; END IF;
  RETURN (wall AT TIME ZONE 'UTC') - make_interval(
    mins => (substr(rest, 2, 2)::int * 60 + substr(rest, 5, 2)::int) * CASE left(rest, 1) WHEN '-' THEN -1 ELSE 1 END);
END
$$;

-- The first eight bytes of the SHA-256 of a text as a bigint, in the order of the unsigned number less 2^63: segue_hash without
-- the arithmetic of large numbers.
CREATE FUNCTION segue_hash_order(t text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (('x' || encode(substring(sha256(convert_to(t, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64) # x'8000000000000000'::bit(64))::bigint
$$;

-- As before, without a call for what is missing, and without that of one SQL function by another, which is not inlined.
CREATE OR REPLACE FUNCTION segue_texts(v jsonb, fold boolean) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  CASE jsonb_typeof(v)
    WHEN 'array' THEN
      RETURN ARRAY(SELECT CASE WHEN fold THEN lower(segue_text(e)) ELSE segue_text(e) END FROM jsonb_array_elements(v) e);
    WHEN 'string', 'number', 'boolean' THEN
      RETURN ARRAY[CASE WHEN fold THEN lower(segue_text(v)) ELSE segue_text(v) END];
    ELSE RETURN NULL;
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION segue_numbers(v jsonb) RETURNS numeric[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  CASE jsonb_typeof(v)
    WHEN 'array' THEN RETURN ARRAY(SELECT segue_number(e) FROM jsonb_array_elements(v) e);
    WHEN 'string', 'number', 'boolean' THEN RETURN ARRAY[segue_number(v)];
    ELSE RETURN NULL;
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION segue_booleans(v jsonb) RETURNS boolean[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  CASE jsonb_typeof(v)
    WHEN 'array' THEN RETURN ARRAY(SELECT segue_boolean(e) FROM jsonb_array_elements(v) e);
    WHEN 'string', 'number', 'boolean' THEN RETURN ARRAY[segue_boolean(v)];
    ELSE RETURN NULL;
  END CASE;
END
$$;

DROP FUNCTION segue_list(jsonb);
