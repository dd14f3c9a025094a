create or replace trigger {inserted_trigger} after insert on {source}
    referencing new table as pgstride_new for each statement execute function {inserted}();
create or replace trigger {deleted_trigger} after delete on {source}
    referencing old table as pgstride_old for each statement execute function {deleted}();
create or replace trigger {updated_trigger} after update on {source}
    referencing old table as pgstride_old new table as pgstride_new for each statement execute function {updated}();
create or replace trigger {truncated_trigger} before truncate on {source} for each statement execute function {truncated}();
