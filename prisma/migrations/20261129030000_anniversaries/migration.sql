-- A bucket compares hashes as they are: segue_hash tells which one somebody is in.
DROP FUNCTION "segue_hash_order";

-- The place of a day of the year in the lists below, whatever the year.
CREATE FUNCTION "segue_day_of_year"(t timestamptz, tz text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT date_part('month', t AT TIME ZONE tz)::int * 31 - 31 + date_part('day', t AT TIME ZONE tz)::int
$$;

-- Noon of each day of a leap year, in that order; NULL for days that no month has.
CREATE FUNCTION "segue_days_of_year"(tz text) RETURNS SETOF timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN d <= extract(day FROM make_date(2000, m, 1) + interval '1 month - 1 day')
              THEN make_timestamp(2000, m, d, 12, 0, 0) AT TIME ZONE tz END
  FROM generate_series(1, 12) AS m, generate_series(1, 31) AS d ORDER BY m, d
$$;

-- What segue_days_to_anniversary says of each day of the year: PostgreSQL works the list out once, as nothing in it is of a row.
CREATE FUNCTION "segue_days_to_anniversaries"(now timestamptz, tz text) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(segue_days_to_anniversary(t, now, tz)) FROM segue_days_of_year(tz) AS t
$$;

-- The same of segue_anniversary_due.
CREATE FUNCTION "segue_anniversary_dues"(days int, now timestamptz, tz text) RETURNS timestamptz[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(segue_anniversary_due(t, days, now, tz)) FROM segue_days_of_year(tz) AS t
$$;
