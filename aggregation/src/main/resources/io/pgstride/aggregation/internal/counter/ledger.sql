-- Deltas are rows of a ledger, for which nobody waits, until the roll-up adds them to the parent's column.
create table if not exists {ledger} (
    k {key_type} not null,
    v {number_type} not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0);

create index if not exists {ledger_index} on {ledger} (k) include (v);

comment on table {ledger} is {ledger_comment};
