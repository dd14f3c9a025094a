delete from {ledger} as s using pgstride_old as o where s.k = o.{key};
