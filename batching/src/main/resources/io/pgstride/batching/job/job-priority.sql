-- For JobTable.claimByPriority only: each index more costs every enqueue.
CREATE INDEX IF NOT EXISTS pgstride_job_priority ON pgstride_job (queue, priority DESC, run_at, id) WHERE state = 0;
