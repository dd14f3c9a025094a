-- What the column and its side tables hold together, as one snapshot sees them.
create or replace function {exact}(key {key_type}) returns {number_type} language sql stable parallel safe as $pgstride$
    select {stored} from {parent} as t where t.{key} = $1
$pgstride$;

-- Changes counters when the transaction commits, for an application that keeps them itself.
create or replace function {add}(keys {key_type}[], deltas {number_type}[]) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
begin
    {collect} (select d.k, sum(d.v) from unnest(keys, deltas) as d (k, v) where d.k is not null group by d.k order by d.k) as g (k, v)
    where g.v <> 0;
end
$pgstride$;

-- Counters and what they should be, as one snapshot sees them, for the next parents in the order of their keys.
create or replace function {measure}(after {key_type}, most integer)
returns table (k {key_type}, stored {number_type}, actual {number_type}) language sql stable as $pgstride$
    with batch as materialized (
        select t.{key} as k, {stored} as stored from {parent} as t
        where $1 is null or t.{key} > $1 order by t.{key} limit $2)
    select b.k, b.stored, coalesce(c.v, 0)
    from batch as b left join (
        select {child_key} as k, {value} as v from {child} as {row}
        where {child_key} in (select batch.k from batch) and {condition} group by 1) as c on c.k = b.k
    order by b.k
$pgstride$;

-- Adds to each of these counters what it lacks. What is added stays right whatever else is written meanwhile: a transaction changes rows and counters
-- by the same, so what a counter lacks does not change but by another repair, which the lock keeps out.
create or replace function {repair}(after {key_type}, most integer)
returns table (k {key_type}, stored {number_type}, actual {number_type}) language plpgsql security definer set search_path = {path} as $pgstride$
declare
    ks {key_type}[];
    held {number_type}[];
    due {number_type}[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'counter % is repaired at READ COMMITTED only', {name_text} using errcode = '0A000', hint = 'An older snapshot may count twice.';
    end if;
    perform pg_advisory_xact_lock(hashtextextended({repair_lock}, 0));
    lock table {child} in access share mode; -- TRUNCATE empties the table for earlier snapshots too, so none may come between
    select array_agg(m.k), array_agg(m.stored), array_agg(m.actual) into ks, held, due from {measure}(after, most) as m;
    perform {add}(array(select x.k from unnest(ks, held, due) as x (k, h, d) where x.h <> x.d order by x.k),
        array(select x.d - x.h from unnest(ks, held, due) as x (k, h, d) where x.h <> x.d order by x.k));
    return query select * from unnest(ks, held, due);
end
$pgstride$;

-- Moves rows of the side tables into the column, planned each time, as they may have been empty; returns how many, or -1 while another session does it.
-- All parents are locked before the first row is taken: nobody, then, waits for a row of a roll-up that waits for him.
create or replace function {roll_up}(most integer) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set synchronize_seqscans = off as $pgstride$
declare
    d record;
    held record;
    bound tid;
    moved bigint := 0;
begin
    if not pg_try_advisory_xact_lock(hashtextextended({roll_up_lock}, 0)) then
        return -1;
    end if;
    {fold}
    return moved;
end
$pgstride$;

revoke all on function {add}({key_type}[], {number_type}[]) from public;
revoke all on function {repair}({key_type}, integer) from public;
revoke all on function {roll_up}(integer) from public;
