-- Parts of the counter, of which a transaction changes one for each key.
create table if not exists {slot} (
    k {key_type} not null references {parent} ({key}) on delete cascade,
    slot smallint not null,
    v {number_type} not null,
    primary key (k, slot)
) with (fillfactor = 50);
