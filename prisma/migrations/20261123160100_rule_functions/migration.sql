-- The casts and calendars of the rule language. They are functions so that every rule means the same on PGlite, PostgreSQL and
-- every shard; all of them are immutable, none of them ever raises an error for a stored value: what cannot be cast is NULL.

-- A JSON value as text: strings as they are, booleans, numbers as JavaScript writes them (5, not 5.0; 1e+21, 1e-7).
CREATE FUNCTION segue_text(v jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(v)
    WHEN 'string' THEN v #>> '{}'
    WHEN 'boolean' THEN v #>> '{}'
    WHEN 'number' THEN
      CASE WHEN (v #>> '{}')::numeric = 0 THEN '0'
           WHEN abs((v #>> '{}')::numeric) >= 1.7976931348623158e308 OR abs((v #>> '{}')::numeric) < 5e-324 THEN NULL
           WHEN abs((v #>> '{}')::numeric) >= 1e21 OR abs((v #>> '{}')::numeric) < 1e-6
             THEN regexp_replace((v #>> '{}')::numeric::float8::text, 'e([+-])0+([0-9])', 'e\1\2')
           ELSE trim_scale((v #>> '{}')::numeric)::text END
  END
$$;

-- A JSON number, or a string that is wholly a JSON number (with an exponent of at most three digits).
CREATE FUNCTION segue_number(v jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(v)
    WHEN 'number' THEN (v #>> '{}')::numeric
    WHEN 'string' THEN
      CASE WHEN length(v #>> '{}') <= 400
            AND (v #>> '{}') ~ '^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$'
           THEN (v #>> '{}')::numeric END
  END
$$;

-- A JSON boolean, or the strings true and false in any case.
CREATE FUNCTION segue_boolean(v jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(v)
    WHEN 'boolean' THEN (v #>> '{}') = 'true'
    WHEN 'string' THEN CASE lower(v #>> '{}') WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END
  END
$$;

-- The first instant of a calendar day in a time zone. Where midnight comes twice it is the earlier one, where it does not
-- exist the instant at which the clock jumped over it; a day that was skipped begins where the next one does.
CREATE FUNCTION segue_day_start(d date, tz text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  standard timestamptz := d::timestamp AT TIME ZONE tz;
  before timestamptz := standard - interval '12 hours';
  earlier timestamptz;
BEGIN
  -- Midnight read with the offset in force half a day before: the earlier of two, if it is one of two.
  earlier := d::timestamp AT TIME ZONE 'UTC' - ((before AT TIME ZONE tz) - (before AT TIME ZONE 'UTC'));
  IF earlier < standard AND (earlier AT TIME ZONE tz) = d::timestamp THEN
    RETURN earlier;
  END IF;
  RETURN standard;
END
$$;

-- An ISO 8601 date or date-time (YYYY-MM-DD, or with THH:MM, :SS, fractions, and Z or ±HH:MM). Without an offset it is
-- wall-clock time in the zone: of two the second, one that does not exist as much later as the clock jumped.
CREATE FUNCTION segue_instant_of(t text, tz text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  m text[];
  y int; mo int; d int; h int; mi int; offset_minutes int;
  s double precision;
  wall timestamp;
BEGIN
  IF t IS NULL OR length(t) > 64 THEN RETURN NULL; END IF;
  m := regexp_match(t, '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))?)?$');
  IF m IS NULL THEN RETURN NULL; END IF;
  y := m[1]; mo := m[2]; d := m[3];
  IF y = 0 OR mo NOT BETWEEN 1 AND 12 OR d < 1
     OR d > extract(day FROM make_date(y, mo, 1) + interval '1 month - 1 day') THEN RETURN NULL; END IF;
  IF m[4] IS NULL THEN RETURN segue_day_start(make_date(y, mo, d), tz); END IF;
  h := m[4]; mi := m[5]; s := coalesce(m[6], '0');
  IF h > 23 OR mi > 59 OR s >= 60 THEN RETURN NULL; END IF;
  wall := make_timestamp(y, mo, d, h, mi, s);
  IF m[7] IS NOT NULL THEN RETURN wall AT TIME ZONE 'UTC'; END IF;
  IF m[8] IS NULL THEN RETURN wall AT TIME ZONE tz; END IF;
  IF m[9]::int > 15 OR m[10]::int > 59 THEN RETURN NULL; END IF;
  offset_minutes := (m[9]::int * 60 + m[10]::int) * CASE m[8] WHEN '-' THEN -1 ELSE 1 END;
  RETURN (wall AT TIME ZONE 'UTC') - make_interval(mins => offset_minutes);
END
$$;

-- A JSON string as an instant.
CREATE FUNCTION segue_instant(v jsonb, tz text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(v) WHEN 'string' THEN segue_instant_of(v #>> '{}', tz) END
$$;

-- Calendar months counted forward in a time zone, clamped to the month's last day.
CREATE FUNCTION segue_plus_months(t timestamptz, months int, tz text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ((t AT TIME ZONE tz) + make_interval(months => months)) AT TIME ZONE tz
$$;

-- Where the calendar unit begins that lies `shift` units after the one that `t` is in. Weeks start on Monday.
CREATE FUNCTION segue_unit_start(t timestamptz, unit text, shift int, tz text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT segue_day_start((date_trunc(unit, t AT TIME ZONE tz) + shift * CASE unit
    WHEN 'day' THEN interval '1 day' WHEN 'week' THEN interval '7 days' WHEN 'month' THEN interval '1 month'
    WHEN 'quarter' THEN interval '3 months' WHEN 'year' THEN interval '1 year' END)::date, tz)
$$;

-- Days from the day of `now` to the next yearly anniversary of the day of `t`, 0 on the day itself. 29 February counts on
-- 28 February in years without it.
CREATE FUNCTION segue_days_to_anniversary(t timestamptz, now timestamptz, tz text) RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  today date := (now AT TIME ZONE tz)::date;
  day date := (t AT TIME ZONE tz)::date;
  years int := extract(year FROM today)::int - extract(year FROM day)::int;
  anniversary date := (day + make_interval(years => years))::date;
BEGIN
  IF anniversary < today THEN
    anniversary := (day + make_interval(years => years + 1))::date;
  END IF;
  RETURN anniversary - today;
END
$$;

-- What a path finds. A path that meets a list goes on in each of its elements and gives the list of what it finds. JSON null
-- is nothing. (Paths that meet no list are compiled to plain -> operators and do not come here.)
CREATE FUNCTION segue_path(v jsonb, path text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found jsonb := '[]';
  element jsonb;
  inner_found jsonb;
BEGIN
  FOR i IN 1 .. cardinality(path) LOOP
    IF jsonb_typeof(v) = 'array' THEN
      FOR element IN SELECT * FROM jsonb_array_elements(v) LOOP
        inner_found := segue_path(element, path[i:]);
        IF jsonb_typeof(inner_found) = 'array' THEN found := found || inner_found;
        ELSIF inner_found IS NOT NULL THEN found := found || jsonb_build_array(inner_found);
        END IF;
      END LOOP;
      RETURN found;
    END IF;
    v := v -> path[i];
  END LOOP;
  RETURN nullif(v, 'null'::jsonb);
END
$$;

-- A value as a list: a scalar is a list of one. What is neither has no elements and is not a list.
CREATE FUNCTION segue_list(v jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN jsonb_typeof(v) = 'array' THEN v
              WHEN jsonb_typeof(v) IN ('string', 'number', 'boolean') THEN jsonb_build_array(v) END
$$;

-- The elements of a value as a list, each cast by itself: NULL for those that cannot be, which equals nothing. NULL for what
-- is no list.
CREATE FUNCTION segue_texts(v jsonb, fold boolean) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN segue_list(v) IS NOT NULL THEN ARRAY(
    SELECT CASE WHEN fold THEN lower(segue_text(e)) ELSE segue_text(e) END FROM jsonb_array_elements(segue_list(v)) e) END
$$;

CREATE FUNCTION segue_numbers(v jsonb) RETURNS numeric[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN segue_list(v) IS NOT NULL THEN ARRAY(
    SELECT segue_number(e) FROM jsonb_array_elements(segue_list(v)) e) END
$$;

CREATE FUNCTION segue_booleans(v jsonb) RETURNS boolean[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN segue_list(v) IS NOT NULL THEN ARRAY(
    SELECT segue_boolean(e) FROM jsonb_array_elements(segue_list(v)) e) END
$$;

-- Every text of an array in lower case.
CREATE FUNCTION segue_lower(texts text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT lower(t) FROM unnest(texts) t)
$$;

-- Where the last `units` complete calendar units before `now` begin, the oldest first, and at the end where the one that `now`
-- is in begins.
CREATE FUNCTION segue_unit_starts(now timestamptz, unit text, units int, tz text) RETURNS timestamptz[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT segue_unit_start(now, unit, -i, tz) FROM generate_series(units, 0, -1) i ORDER BY i DESC)
$$;

-- The first eight bytes of the SHA-256 of a text, as an unsigned big-endian number. PostgreSQL's bigint is signed, so half the
-- range is taken off (by flipping the first bit) and added again.
CREATE FUNCTION segue_hash(t text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (('x' || encode(substring(sha256(convert_to(t, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)
    # x'8000000000000000'::bit(64))::bigint + 9223372036854775808
$$;
