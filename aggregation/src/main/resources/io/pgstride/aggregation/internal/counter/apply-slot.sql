-- Deltas go to one of {slots} rows for each key, so that as many transactions change a key at once. The parent is locked against its deletion first, as the
-- foreign key would do after the row is there.
create or replace function {apply_slot}(shared boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
declare
    d record;
    mine smallint := floor(random() * {slots});
begin
    for d in
        with gone as (
            delete from {pending} as p where p.xid = pg_current_xact_id() and p.apply = {apply_slot_text} returning p.k, p.v)
        select g.k::{key_type} as k, sum(g.v)::{number_type} as v from gone as g group by 1 having sum(g.v) <> 0 order by 1
    loop
        insert into {slot} as s (k, slot, v)
        select t.{key}, mine, d.v from {parent} as t where t.{key} = d.k for key share of t
        on conflict (k, slot) do update set v = s.v + excluded.v;
    end loop;
end
$pgstride$;

revoke all on function {apply_slot}(boolean) from public;
