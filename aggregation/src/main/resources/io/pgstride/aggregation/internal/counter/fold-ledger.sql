for d in -- parents first, as all who change both do
        select distinct x.k from (select s.k from {ledger} as s limit most) as x order by x.k
    loop
        exit when moved >= most;
        perform from {parent} as t where t.{key} = d.k for no key update of t;
        with gone as (
            delete from {ledger} as s where s.ctid = any (array(select x.ctid from {ledger} as x where x.k = d.k limit most - moved for update skip locked)) returning s.v),
            total as (select sum(gone.v) as v, count(*) as n from gone),
            moving as (update {parent} as t set {column} = t.{column} + total.v from total where t.{key} = d.k and total.v <> 0)
        select moved + total.n into moved from total;
    end loop;
