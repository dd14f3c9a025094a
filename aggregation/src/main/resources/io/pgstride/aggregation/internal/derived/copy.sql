-- A row takes the value that it finds at its parent, which another transaction may be changing. So at commit, with the parent locked, what was
-- found is compared with what is there; and who changes the parent has its rows changed at commit, when those of others are seen or wait.
create or replace function {apply}(shared boolean) returns void language plpgsql security definer set search_path = {path} as $pgstride$
declare
    d record;
    now_there record;
begin
    if shared then
        for d in
            select distinct p.k::{key_type} as k from {pending} as p
            where p.xid = pg_current_xact_id() and p.target = {target_text} order by 1
        loop
            perform from {parent} as t where t.{key} = d.k for no key update of t;
        end loop;
    end if;
    for d in
        with gone as (delete from {pending} as p where p.xid = pg_current_xact_id() and p.apply = {apply_text} returning p.k, p.v, p.seen)
        select g.k::{key_type} as k, bool_or(g.v is not null) as changed, array_agg(g.seen) as seen from gone as g group by g.k order by 1
    loop
        select t.{value} as v into now_there from {parent} as t where t.{key} = d.k for share of t;
        if d.changed and current_setting('transaction_isolation') <> 'read committed' then
            raise exception 'derived column % is kept at READ COMMITTED only', {name_text} using errcode = '0A000',
                hint = 'An older snapshot does not see rows that others have committed since.';
        end if;
        if found and (d.changed or exists (select from unnest(d.seen) as s (v) where s.v is distinct from now_there.v::text)) then
            update {child} as c set {column} = now_there.v where c.{child_key} = d.k and c.{column} is distinct from now_there.v;
        end if;
    end loop;
end
$pgstride$;

create or replace function {measure}(after {child_id_type}, most integer) returns table (k {child_id_type}, parent {key_type}, wrong boolean) language sql stable as $pgstride$
    select b.k, b.parent, p.{key} is not null and b.stored is distinct from p.{value}
    from (select c.{child_id} as k, c.{child_key} as parent, c.{column} as stored from {child} as c
          where $1 is null or c.{child_id} > $1 order by c.{child_id} limit $2) as b
    left join {parent} as p on p.{key} = b.parent
    order by b.k
$pgstride$;
