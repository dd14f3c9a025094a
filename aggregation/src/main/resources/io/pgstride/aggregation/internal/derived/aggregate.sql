-- Computes the column again for the parents of which a row has come, changed or gone: under the parent's lock, each by a snapshot that is taken
-- with the lock, so that of two transactions the later one sees the rows of the other.
create or replace function {apply}(shared boolean) returns void language plpgsql security definer set search_path = {path} as $pgstride$
declare
    d record;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'derived column % is kept at READ COMMITTED only', {name_text} using errcode = '0A000',
            hint = 'An older snapshot does not see rows that others have committed since.';
    end if;
    for d in
        select distinct p.k::{key_type} as k from {pending} as p
        where p.xid = pg_current_xact_id() and p.target = {target_text} order by 1
    loop
        perform from {parent} as t where t.{key} = d.k for no key update of t;
    end loop;
    for d in
        with gone as (delete from {pending} as p where p.xid = pg_current_xact_id() and p.apply = {apply_text} returning p.k)
        select distinct g.k::{key_type} as k from gone as g order by 1
    loop
        update {parent} as t set {column} = c.v
        from (select {value} as v from {child} as {row} where {child_key} = d.k and {condition}) as c
        where t.{key} = d.k and t.{column} is distinct from c.v;
    end loop;
end
$pgstride$;

create or replace function {measure}(after {key_type}, most integer) returns table (k {key_type}, parent {key_type}, wrong boolean) language sql stable as $pgstride$
    select b.k, b.k, b.stored is distinct from c.v
    from (select t.{key} as k, t.{column} as stored from {parent} as t where $1 is null or t.{key} > $1 order by t.{key} limit $2) as b
    cross join lateral (select {value} as v from {child} as {row} where {child_key} = b.k and {condition}) as c
    order by b.k
$pgstride$;
