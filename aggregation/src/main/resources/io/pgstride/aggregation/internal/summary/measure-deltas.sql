-- By how much groups differ from their rows, as one snapshot sees both; deltas that are still to be added count.
create or replace function {measure}() returns table ({queue_types}) language sql stable as $pgstride$
    select * from (
        select {keys}, {a_minus_s} from (select {actual} from {source} as {row} where {condition} and {has_keys} group by {positions}) as a
        full join (
            select {keys}, {summed} from (
                select {all_columns} from {summary} union all select {all_columns} from {queue}) as f group by {keys}) as s using ({keys})) as f
    where {any_delta}
$pgstride$;
