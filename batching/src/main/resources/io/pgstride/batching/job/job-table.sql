-- The job table of io.pgstride.batching.job.JobTable. Copy it into a migration; rename it as you like.

CREATE TABLE IF NOT EXISTS pgstride_job (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- When it is due. Retries move it.
    run_at       timestamptz NOT NULL DEFAULT now(),
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- A job is leased until then by the processor that knows the token; both are NULL where it never was.
    locked_until timestamptz,
    token        uuid,
    attempts     integer     NOT NULL DEFAULT 0,
    -- 0 pending, 2 dead. A job that is done is deleted; one that is leased is pending with locked_until in the future.
    state        smallint    NOT NULL DEFAULT 0 CHECK (state IN (0, 2)),
    -- Higher ones first, for those who claim by priority.
    priority     smallint    NOT NULL DEFAULT 0,
    queue        text        NOT NULL,
    -- At most one pending job of a queue has it; one that is worked on is pending still.
    unique_key   text,
    last_error   text,
    payload      jsonb       NOT NULL DEFAULT '{}'
) WITH (
    -- A lease changes no indexed column, so it is a heap-only update as long as the page has room for the new version.
    fillfactor = 80,
    -- The table is small and all of it changes: vacuum by a fixed number of dead rows, not by a share, and without pauses. Until then
    -- each claim that starts at the oldest row steps over the dead ones.
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0,
    -- Most inserted rows are gone before a vacuum would freeze them.
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 100000,
    -- The size at which statistics were taken says little a minute later.
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 50000
);

-- What a claim walks, from the oldest one on. Dead jobs are not in it.
CREATE INDEX IF NOT EXISTS pgstride_job_due ON pgstride_job (queue, run_at, id) WHERE state = 0;

-- Refuses the second pending job with a key. Jobs without a key are not in it.
CREATE UNIQUE INDEX IF NOT EXISTS pgstride_job_unique ON pgstride_job (queue, unique_key)
    WHERE state = 0 AND unique_key IS NOT NULL;

-- Dead letters are few and asked for by queue.
CREATE INDEX IF NOT EXISTS pgstride_job_dead ON pgstride_job (queue, id) WHERE state = 2;
