drop trigger if exists {inserted_trigger} on {source};
drop trigger if exists {deleted_trigger} on {source};
drop trigger if exists {updated_trigger} on {source};
drop trigger if exists {truncated_trigger} on {source};
drop function if exists {inserted}(), {deleted}(), {updated}(), {truncated}(), {repair}(), {measure}(), {refresh}(integer);
drop table if exists {queue}, {summary};
