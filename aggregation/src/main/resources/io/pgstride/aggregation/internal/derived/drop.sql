drop trigger if exists {taken_trigger} on {child};
drop trigger if exists {inserted_trigger} on {child};
drop trigger if exists {deleted_trigger} on {child};
drop trigger if exists {updated_trigger} on {child};
drop trigger if exists {truncated_trigger} on {child};
drop trigger if exists {parent_updated_trigger} on {parent};
drop function if exists {taken}(), {inserted}(), {deleted}(), {updated}(), {truncated}(), {parent_updated}();
drop function if exists {repair}({walked_type}, integer), {measure}({walked_type}, integer), {touch}({key_type}[]), {apply}(boolean);
