-- What goes on now, and what ended just now: looked at once a second while somebody watches.
CREATE INDEX "run_running_idx" ON "run" ("started_at") WHERE "state" = 'running';
CREATE INDEX "run_finished_at_idx" ON "run"("finished_at" DESC);
