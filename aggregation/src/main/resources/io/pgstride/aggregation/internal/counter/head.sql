-- pgstride counter {name}
alter table {parent} add column if not exists {column} {number_type} not null default 0;
