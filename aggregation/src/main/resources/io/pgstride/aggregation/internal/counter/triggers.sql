create or replace trigger {inserted_trigger} after insert on {child}
    referencing new table as pgstride_new for each statement execute function {inserted}();
create or replace trigger {deleted_trigger} after delete on {child}
    referencing old table as pgstride_old for each statement execute function {deleted}();
create or replace trigger {updated_trigger} after update on {child}
    referencing old table as pgstride_old new table as pgstride_new for each statement execute function {updated}();
create or replace trigger {truncated_trigger} before truncate on {child} for each statement execute function {truncated}();
create or replace trigger {parent_deleted_trigger} after delete on {parent}
    referencing old table as pgstride_old for each statement execute function {parent_deleted}();
create or replace trigger {parent_rekeyed_trigger} before update of {key} on {parent} for each row
    when (old.{key} is distinct from new.{key}) execute function {parent_rekeyed}();
create or replace trigger {parent_truncated_trigger} after truncate on {parent} for each statement execute function {parent_truncated}();
