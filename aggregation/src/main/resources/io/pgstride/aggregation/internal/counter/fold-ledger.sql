select max(x.ctid) into bound from (select s.ctid from {ledger} as s limit most) as x; -- the begin of the ledger
    for d in -- parents first, as all who change both do
        select distinct s.k from {ledger} as s where s.ctid <= bound order by 1
    loop
        perform from {parent} as t where t.{key} = d.k for no key update of t;
        with gone as (delete from {ledger} as s where s.k = d.k and s.ctid <= bound returning s.v),
            total as (select sum(gone.v) as v, count(*) as n from gone),
            moving as (update {parent} as t set {column} = t.{column} + total.v from total where t.{key} = d.k and total.v <> 0)
        select moved + total.n into moved from total;
    end loop;
