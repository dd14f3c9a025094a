create or replace function {taken}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    new.{column} := (select t.{value} from {parent} as t where t.{key} = new.{child_key});
    return new;
end
$pgstride$;

create or replace function {inserted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    insert into {pending} (first, target, apply, k, seen)
    select row_number() over () = 1, {target_text}, {apply_text}, g.k::text, g.v::text
    from (select distinct n.{child_key}, n.{column} from pgstride_new as n where n.{child_key} is not null) as g (k, v);
    return null;
end
$pgstride$;

create or replace function {updated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    insert into {pending} (first, target, apply, k, seen)
    select row_number() over () = 1, {target_text}, {apply_text}, g.k::text, g.v::text
    from (select distinct c.k, c.v from (
            select n.{child_key}, n.{column} from pgstride_new as n
            except all
            select o.{child_key}, o.{column} from pgstride_old as o) as c (k, v) where c.k is not null) as g (k, v);
    return null;
end
$pgstride$;

create or replace function {parent_updated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    {collect} (
        select distinct c.k from (
            select n.{key}, n.{value} from pgstride_new as n
            except all
            select o.{key}, o.{value} from pgstride_old as o) as c (k, v)) as g (k);
    return null;
end
$pgstride$;

create or replace trigger {taken_trigger} before insert or update of {child_key} on {child} for each row execute function {taken}();
create or replace trigger {inserted_trigger} after insert on {child}
    referencing new table as pgstride_new for each statement execute function {inserted}();
create or replace trigger {updated_trigger} after update on {child}
    referencing old table as pgstride_old new table as pgstride_new for each statement execute function {updated}();
create or replace trigger {parent_updated_trigger} after update on {parent}
    referencing old table as pgstride_old new table as pgstride_new for each statement execute function {parent_updated}();

revoke all on function {taken}(), {inserted}(), {updated}(), {parent_updated}() from public;
