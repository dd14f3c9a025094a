-- The groups that differ from their rows, as one snapshot sees them, without those that a refresh will still recompute.
create or replace function {measure}() returns table ({queue_types}) language sql stable as $pgstride$
    select {keys} from (select {actual} from {source} as {row} where {condition} and {has_keys} group by {positions}) as a
    full join (select {all_columns} from {summary}) as s using ({keys})
    where ({a_columns}) is distinct from ({s_columns})
    except select {keys} from {queue}
$pgstride$;
