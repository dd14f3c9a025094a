create or replace function {inserted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (select distinct {child_key} from pgstride_new as {row} where {child_key} is not null and {condition}) as g (k);
    return null;
end
$pgstride$;

create or replace function {deleted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (select distinct {child_key} from pgstride_old as {row} where {child_key} is not null and {condition}) as g (k);
    return null;
end
$pgstride$;

-- Rows that are as they were, in all that counts, change nothing.
create or replace function {updated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (
        select distinct c.k from (
            (select {child_key}, {of} from pgstride_new as {row} where {child_key} is not null and {condition}
             except all
             select {child_key}, {of} from pgstride_old as {row} where {child_key} is not null and {condition})
            union all
            (select {child_key}, {of} from pgstride_old as {row} where {child_key} is not null and {condition}
             except all
             select {child_key}, {of} from pgstride_new as {row} where {child_key} is not null and {condition})
        ) as c (k, v)) as g (k);
    return null;
end
$pgstride$;

create or replace function {truncated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (select distinct {child_key} from {child} as {row} where {child_key} is not null and {condition}) as g (k);
    return null;
end
$pgstride$;

create or replace trigger {inserted_trigger} after insert on {child}
    referencing new table as pgstride_new for each statement execute function {inserted}();
create or replace trigger {deleted_trigger} after delete on {child}
    referencing old table as pgstride_old for each statement execute function {deleted}();
create or replace trigger {updated_trigger} after update on {child}
    referencing old table as pgstride_old new table as pgstride_new for each statement execute function {updated}();
create or replace trigger {truncated_trigger} before truncate on {child} for each statement execute function {truncated}();

revoke all on function {inserted}(), {deleted}(), {updated}(), {truncated}() from public;
