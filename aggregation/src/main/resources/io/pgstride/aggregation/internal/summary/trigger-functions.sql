create or replace function {inserted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    insert into {queue} ({queued}) {of_new};
    return null;
end
$pgstride$;

create or replace function {deleted}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    insert into {queue} ({queued}) {of_old};
    return null;
end
$pgstride$;

create or replace function {updated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    insert into {queue} ({queued}) {of_both};
    return null;
end
$pgstride$;

-- Before the rows are gone, and with the lock that nobody else writes under; an older snapshot might not have them all.
create or replace function {truncated}() returns trigger language plpgsql security definer set search_path = {path} as $pgstride$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'TRUNCATE is summarised by % at READ COMMITTED only', {name_text} using errcode = '0A000', hint = 'DELETE, or use READ COMMITTED.';
    end if;
    insert into {queue} ({queued}) {of_all};
    return null;
end
$pgstride$;

revoke all on function {inserted}(), {deleted}(), {updated}(), {truncated}() from public;
