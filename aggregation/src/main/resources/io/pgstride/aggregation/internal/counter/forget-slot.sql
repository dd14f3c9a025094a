delete from {slot} as s using pgstride_old as o where s.k = o.{key};
