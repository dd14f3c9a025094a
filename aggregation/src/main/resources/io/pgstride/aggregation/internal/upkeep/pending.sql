-- What transactions have changed and not yet applied: written by triggers and by add functions, applied and deleted again by the same transaction
-- when it commits. So every row that is committed has been applied, nobody sees rows of others, and a crash may empty the table.
create unlogged table if not exists {pending} (
    xid xid8 not null default pg_current_xact_id(),
    first boolean not null,
    target text not null,
    apply text not null,
    k text not null,
    v numeric,
    seen text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

create index if not exists {pending_index} on {pending} (xid);

-- Applies all that the transaction has left, in the order of the tables to change: so two transactions never wait for each other in a circle.
-- The first of the deferred calls finds everything, the others nothing.
create or replace function {flush}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
declare
    work record;
begin
    for work in
        select p.target, p.apply, count(*) over (partition by p.target) > 1 as shared
        from {pending} as p where p.xid = pg_current_xact_id()
        group by p.target, p.apply order by p.target, p.apply
    loop
        execute format('select %s($1)', work.apply) using work.shared;
    end loop;
    return null;
end
$pgstride$;

do $pgstride$
begin
    if not exists (select from pg_trigger where tgrelid = {pending_text}::regclass and tgname = 'pgstride_flush') then
        create constraint trigger pgstride_flush after insert on {pending}
            deferrable initially deferred for each row when (new.first) execute function {flush}();
    end if;
end
$pgstride$;

revoke all on function {flush}() from public;
