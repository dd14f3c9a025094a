create table rooms (id int primary key, name text not null);
create function room_count() returns bigint language sql as $$ select count(*) from rooms; $$;
