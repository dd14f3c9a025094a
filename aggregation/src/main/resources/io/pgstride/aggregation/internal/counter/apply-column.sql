-- Deltas go to the parent's column, in the order of its keys, when the transaction commits.
create or replace function {apply}(shared boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
declare
    d record;
begin
    if shared then -- with other columns of the same rows: lock the rows for all of them first, in one order
        for d in
            select distinct p.k::{key_type} as k from {pending} as p
            where p.xid = pg_current_xact_id() and p.target = {target_text} order by 1
        loop
            perform from {parent} as t where t.{key} = d.k for no key update of t;
        end loop;
    end if;
    for d in -- a loop, as a join would keep the plan for the number of rows that it met first
        with gone as (
            delete from {pending} as p where p.xid = pg_current_xact_id() and p.apply = {apply_text} returning p.k, p.v)
        select g.k::{key_type} as k, sum(g.v)::{number_type} as v from gone as g group by 1 having sum(g.v) <> 0 order by 1
    loop
        update {parent} as t set {column} = t.{column} + d.v where t.{key} = d.k;
    end loop;
end
$pgstride$;

revoke all on function {apply}(boolean) from public;
