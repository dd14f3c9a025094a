-- Recomputes the groups of up to so many changes, from one snapshot: whoever's change it sees has it in the groups too. One session at a time, as an
-- older snapshot must not write over a newer one. Returns how many changes and groups, or -1 while another session does it.
-- What is taken is the begin of the queue up to a row: whatever is there and not seen came later. Planned each time, as the queue may have been empty.
create or replace function {refresh}(most integer, out changes bigint, out groups bigint) language plpgsql security definer set search_path = {path} set plan_cache_mode = force_custom_plan set synchronize_seqscans = off as $pgstride$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'summary % is refreshed at READ COMMITTED only', {name_text} using errcode = '0A000', hint = 'An older snapshot may write over a newer one.';
    end if;
    if not pg_try_advisory_xact_lock(hashtextextended({refresh_lock}, 0)) then
        changes := -1;
        groups := 0;
        return;
    end if;
    with gone as (
            delete from {queue} as q where q.ctid <= (select max(x.ctid) from (select y.ctid from {queue} as y limit most) as x) returning {q_keys}),
        touched as materialized (select {keys}, count(*) as pgstride_changes from gone group by {keys}),
        fresh as materialized (
            select {t_keys}, c.* from touched as t
            left join lateral (select count(*) as pgstride_rows, {aggregates} from {source} as {row} where {matches} and {condition}) as c on true),
        kept as (
            insert into {summary} as s ({all_columns})
            select {all_columns} from fresh where pgstride_rows > 0
            on conflict ({keys}) do update set {assignments} where {differs}),
        emptied as (
            delete from {summary} as s using fresh as f where f.pgstride_rows = 0 and {s_is_f})
    select coalesce(sum(t.pgstride_changes), 0), count(*) into changes, groups from touched as t;
end
$pgstride$;

revoke all on function {refresh}(integer) from public;
