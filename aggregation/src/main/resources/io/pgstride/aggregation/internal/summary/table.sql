-- pgstride summary {name}
create table if not exists {summary} (
    {columns},
    primary key ({keys})
) with (fillfactor = 80); -- room for the next version of a row beside it

-- What transactions have changed and the summary does not have yet: rows are added for which nobody waits, and a refresh takes them away.
create table if not exists {queue} (
    at timestamptz not null default now(),
    {queue_columns}
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0);

comment on table {queue} is {queue_comment};
