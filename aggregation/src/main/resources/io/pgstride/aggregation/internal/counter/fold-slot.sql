select array(select distinct x.k from (select s.k from {slot} as s order by s.k limit most) as x order by 1) as keys into held;
    {lock_parents}
    for d in select x.k from unnest(held.keys) as x (k) loop
        with gone as (
            delete from {slot} as s where s.ctid = any (array(select x.ctid from {slot} as x where x.k = d.k for update skip locked)) returning s.v),
            total as (select sum(gone.v) as v, count(*) as n from gone),
            moving as (update {parent} as t set {column} = t.{column} + total.v from total where t.{key} = d.k and total.v <> 0)
        select moved + total.n into moved from total;
    end loop;
