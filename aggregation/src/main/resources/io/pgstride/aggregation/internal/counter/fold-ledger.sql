select max(x.ctid) into bound from (select s.ctid from {ledger} as s limit most) as x; -- the begin of the ledger
    select array(select distinct s.k from {ledger} as s where s.ctid <= bound order by 1) as keys into held;
    {lock_parents}
    for d in select x.k from unnest(held.keys) as x (k) loop
        with gone as (delete from {ledger} as s where s.k = d.k and s.ctid <= bound returning s.v),
            total as (select sum(gone.v) as v, count(*) as n from gone),
            moving as (update {parent} as t set {column} = t.{column} + total.v from total where t.{key} = d.k and total.v <> 0)
        select moved + total.n into moved from total;
    end loop;
