-- Adds up to so many deltas to their groups. One session at a time. Returns how many deltas and groups, or -1 while another session does it.
-- What is taken is the begin of the queue up to a row: whatever is there and not seen came later. Planned each time, as the queue may have been empty.
create or replace function {refresh}(most integer, out changes bigint, out groups bigint) language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set synchronize_seqscans = off as $pgstride$
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
            delete from {queue} as q where q.ctid <= (select max(x.ctid) from (select y.ctid from {queue} as y limit most) as x) returning {q_all}),
        total as materialized (select {keys}, count(*) as pgstride_changes, {summed} from gone group by {keys}),
        held as materialized (
            select {f_keys}, f.pgstride_changes, {f_values}, s.{count} as pgstride_held
            from total as f left join {summary} as s on {s_is_f}),
        changed as (
            update {summary} as s set {additions} from held as f
            where {s_is_f} and f.pgstride_held + f.{count} <> 0 and ({any_delta})),
        added as (
            insert into {summary} ({all_columns}) select {all_columns} from held as f where f.pgstride_held is null and f.{count} <> 0),
        emptied as (
            delete from {summary} as s using held as f where {s_is_f} and f.pgstride_held + f.{count} = 0)
    select coalesce(sum(h.pgstride_changes), 0), count(*) into changes, groups from held as h;
end
$pgstride$;

revoke all on function {refresh}(integer) from public;
