-- Has the column of these parents made again when the transaction commits.
create or replace function {touch}(keys {key_type}[]) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $pgstride$
begin
    {collect} (select distinct x.k from unnest(keys) as x (k) where x.k is not null) as g (k);
end
$pgstride$;

-- Measures a batch, and has what is wrong made again when the transaction commits.
create or replace function {repair}(after {walked_type}, most integer) returns table (k {walked_type}, parent {key_type}, wrong boolean) language plpgsql security definer set search_path = {path} as $pgstride$
declare
    ks {walked_type}[];
    parents {key_type}[];
    off boolean[];
begin
    select array_agg(m.k), array_agg(m.parent), array_agg(m.wrong) into ks, parents, off from {measure}(after, most) as m;
    perform {touch}(array(select x.p from unnest(parents, off) as x (p, w) where x.w));
    return query select * from unnest(ks, parents, off);
end
$pgstride$;

revoke all on function {apply}(boolean) from public;
revoke all on function {touch}({key_type}[]) from public;
revoke all on function {repair}({walked_type}, integer) from public;
