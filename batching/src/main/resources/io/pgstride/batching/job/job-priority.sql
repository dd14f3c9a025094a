-- For JobTable.claimByPriority only: each index more costs every enqueue. NULLS LAST, as the claim has it: PostgreSQL matches
-- an index by this, though the column has no NULLs.
CREATE INDEX IF NOT EXISTS pgstride_job_priority ON pgstride_job (queue, priority DESC NULLS LAST, run_at, id) WHERE state = 0;
