create or replace function {inserted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (
        select {child_key}, {value} from pgstride_new as {row} where {child_key} is not null and {condition} group by 1) as g (k, v)
    where g.v <> 0;
    return null;
end
$pgstride$;

-- Where a parent is deleted, its rows are gone after it, by the foreign key, and are not to be taken from one that comes again with the same key. But a
-- parent may come after its rows, where the foreign key is deferred; then something of it is pending.
create or replace function {deleted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (
        select {child_key}, -{value} from pgstride_old as {row} where {child_key} is not null and {condition} group by 1) as g (k, v)
    where g.v <> 0 and {has_parent};
    return null;
end
$pgstride$;

create or replace function {updated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (
        select c.k, sum(c.v), bool_or(c.comes) from (
            select {child_key}, {value}, true from pgstride_new as {row} where {child_key} is not null and {condition} group by 1
            union all
            select {child_key}, -{value}, false from pgstride_old as {row} where {child_key} is not null and {condition} group by 1
        ) as c (k, v, comes) group by c.k) as g (k, v, comes)
    where g.v <> 0 and (g.comes or {has_parent});
    return null;
end
$pgstride$;

-- Before the rows are gone, and with the lock that nobody else writes under; an older snapshot might not have them all.
create or replace function {truncated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'TRUNCATE is counted by % at READ COMMITTED only', {name_text} using errcode = '0A000', hint = 'DELETE, or use READ COMMITTED.';
    end if;
    {collect} (
        select {child_key}, -{value} from {child} as {row} where {child_key} is not null and {condition} group by 1) as g (k, v)
    where g.v <> 0;
    return null;
end
$pgstride$;

-- A parent of the same key may come again, in the same transaction even: it begins anew.
create or replace function {parent_deleted}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
begin
    delete from {pending} as p using pgstride_old as o
    where p.xid = pg_current_xact_id() and p.apply in ({applies}) and p.k = o.{key}::text;
    {forget}
    return null;
end
$pgstride$;

-- With its key a parent loses its rows; those that follow it are counted as they come.
create or replace function {parent_rekeyed}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
begin
    {forget_one}
    new.{column} := 0;
    return new;
end
$pgstride$;

-- After the rows of children were noted by their own trigger, which comes before.
create or replace function {parent_truncated}() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
begin
    delete from {pending} as p where p.xid = pg_current_xact_id() and p.apply in ({applies});
    {forget_all}
    return null;
end
$pgstride$;

revoke all on function {inserted}(), {deleted}(), {updated}(), {truncated}(), {parent_deleted}(), {parent_rekeyed}(), {parent_truncated}() from public;
