-- Where backfills stand. Made on demand, or by you: Backfill's builder, withoutTableCreation().
-- A role that runs backfills needs SELECT, INSERT, UPDATE and DELETE on both tables.
create table if not exists pgstride_backfill (
    name text primary key,
    walked_table text not null,
    key_columns text[] not null,
    verb text not null,
    statement_hash text,
    last_key text[],
    wanted text not null default 'run' check (wanted in ('run', 'pause', 'stop')),
    estimated_rows bigint not null default 0,
    waiting_for text,
    failure text,
    started_at timestamptz not null default now()
);

-- One row for each range of keys: above low (null: from the first key) up to high, both as PostgreSQL prints them.
-- A batch locks the row of its range, and writes its position in the transaction that changes the rows.
create table if not exists pgstride_backfill_range (
    name text not null references pgstride_backfill on delete cascade,
    number integer not null,
    low text[],
    high text[] not null,
    position text[],
    scanned bigint not null default 0,
    changed bigint not null default 0,
    batches bigint not null default 0,
    last_batch_at timestamptz,
    finished boolean not null default false,
    primary key (name, number)
) with (fillfactor = 50);
