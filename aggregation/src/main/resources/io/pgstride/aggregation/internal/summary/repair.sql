-- Queues what groups lack. What is queued stays right whatever else is written meanwhile, but by another repair, which the lock keeps out.
create or replace function {repair}() returns bigint language plpgsql security definer set search_path = {path} as $pgstride$
declare
    wrong bigint;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'summary % is repaired at READ COMMITTED only', {name_text} using errcode = '0A000', hint = 'An older snapshot may count twice.';
    end if;
    perform pg_advisory_xact_lock(hashtextextended({repair_lock}, 0));
    lock table {source} in access share mode; -- TRUNCATE empties the table for earlier snapshots too, so none may come between
    insert into {queue} ({queued}) select * from {measure}();
    get diagnostics wrong = row_count;
    return wrong;
end
$pgstride$;

revoke all on function {repair}() from public;
