-- What a person is called, by the traits that usual sources have.
CREATE FUNCTION segue_full_name(t jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT nullif(left(coalesce(t ->> 'name', t ->> 'fullName', concat_ws(' ',
    coalesce(t ->> 'firstName', t ->> 'first_name', t ->> 'firstname'),
    coalesce(t ->> 'lastName', t ->> 'last_name', t ->> 'lastname'))), 100), '')
$$;

CREATE FUNCTION segue_last_name(t jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(coalesce(t ->> 'lastName', t ->> 'last_name', t ->> 'lastname'), 100)
$$;

-- People are found by how an identifier or a name begins, in any case. Ordered by bytes, so that a beginning is a range.
CREATE INDEX "identifier_search_idx" ON "identifier" ((lower("value") COLLATE "C"), "profile_id");
CREATE INDEX "profile_full_name_idx" ON "profile" ((lower(segue_full_name("traits")) COLLATE "C"), "profile_id");
CREATE INDEX "profile_last_name_idx" ON "profile" ((lower(segue_last_name("traits")) COLLATE "C"), "profile_id");
