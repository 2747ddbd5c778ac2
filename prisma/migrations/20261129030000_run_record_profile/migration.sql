-- Who is erased is erased here, too.
CREATE INDEX "run_record_profile_id_idx" ON "run_record"("profile_id");
