for d in
        with gone as (
            delete from {ledger} as s where s.ctid = any (array(select x.ctid from {ledger} as x limit most for update skip locked)) returning s.k, s.v)
        select g.k, sum(g.v)::{number_type} as v, count(*) as n from gone as g group by g.k order by g.k
    loop
        update {parent} as t set {column} = t.{column} + d.v where t.{key} = d.k and d.v <> 0;
        moved := moved + d.n;
    end loop;
