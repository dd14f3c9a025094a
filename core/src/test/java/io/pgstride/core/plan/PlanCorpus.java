package io.pgstride.core.plan;

import java.util.List;
import org.jooq.DSLContext;

/** Queries whose plans show many kinds of nodes. */
final class PlanCorpus {
    /** A query and the planner settings that lead to the wanted node. */
    record Case(String settings, String sql) {
        @Override
        public String toString() {
            return settings + " | " + sql;
        }
    }

    static final List<String> SCHEMA =
            List.of("""
            create table person (id int primary key, name text not null, team int, born date);
            insert into person select g, 'p' || g, g % 10, date '1970-01-01' + g from generate_series(1, 2000) g;
            create index person_team on person (team);
            create index person_born on person (born);
            create table visit (id bigint primary key, person_id int not null references person, at timestamptz not null, slot int);
            insert into visit select g, 1 + g % 2000, timestamptz '2024-01-01' + g * interval '1 minute', g * 7919 % 100
                from generate_series(1, 20000) g;
            create index visit_slot on visit (slot);
            create index visit_person_at on visit (person_id, at)
            """, """
            create table measure (at date not null, value int) partition by range (at);
            create table measure_1 partition of measure for values from ('2024-01-01') to ('2024-02-01');
            create table measure_2 partition of measure for values from ('2024-02-01') to ('2024-03-01');
            create index measure_at on measure (at);
            create index measure_value on measure (value);
            insert into measure select date '2024-01-01' + g % 60, g from generate_series(0, 999) g
            """, """
            create table audit (id int generated always as identity, person_id int);
            create function log_person() returns trigger language plpgsql as
                'begin insert into audit (person_id) values (new.id); return new; end';
            create trigger person_audit after insert or update on person for each row execute function log_person();
            create table "Odd Name" ("select" int, "é" text);
            create extension postgres_fdw;
            create server elsewhere foreign data wrapper postgres_fdw options (host '127.0.0.1', dbname 'none');
            create user mapping for current_user server elsewhere options (user 'none', password 'none');
            create foreign table far (id int, name text) server elsewhere;
            """, "vacuum analyze person", "vacuum analyze visit", "analyze measure");

    private static final String PARALLEL = "set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0;"
            + " set local min_parallel_table_scan_size = 0; set local max_parallel_workers_per_gather = 2";

    /** Each can be executed. */
    static final List<Case> CASES = List.of(
            plain("select * from person where name = 'p7'"),
            plain("select * from person where name = 'a''b\"c\\d' || chr(9)"),
            plain("select id from person where id = 7"),
            plain("select * from person order by id desc limit 3"),
            with("set local enable_seqscan = off", "select id from person where id between 5 and 9"),
            with("set local enable_indexscan = off", "select * from person where team = 3 and born < '1970-03-01'"),
            with("set local enable_indexscan = off", "select * from person where id < 5 or id > 1995"),
            with(
                    "set local enable_indexscan = off; set local enable_seqscan = off",
                    "select * from visit where person_id <= 100 and slot < 5"),
            with(
                    "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_memoize = off",
                    "select * from visit v join person p on p.id = v.person_id where v.id < 50"),
            with(
                    "set local enable_hashjoin = off; set local enable_mergejoin = off",
                    "select * from visit v join person p on p.id = v.person_id"),
            with("set local enable_nestloop = off", "select * from visit v left join person p on p.id = v.person_id"),
            with(
                    "set local enable_nestloop = off; set local enable_hashjoin = off",
                    "select * from visit v full join person p on p.id = v.person_id"),
            plain(
                    "select * from person p where not exists (select from visit v where v.person_id = p.id and v.id < 100)"),
            plain("select * from person a, person b where a.id < 4 and b.id < 4 and a.id <> b.id"),
            with("set local work_mem = '64kB'", "select * from visit order by at"),
            plain("select * from visit order by person_id, at, id limit 40"),
            with("set local enable_seqscan = off", "select * from visit order by person_id, id limit 40"),
            plain("select * from measure"),
            with("set local enable_sort = off", "select * from measure order by value limit 5"),
            plain("select * from measure where at = '2024-01-05'"),
            plain("select * from measure where at = current_date"),
            plain("select id, (select count(*) from visit v where v.person_id = p.id) from person p limit 3"),
            plain("select * from visit where id = (select max(id) from visit)"),
            plain("select * from person where id not in (select person_id from visit where id < 9)"),
            plain(
                    "with recent as materialized (select * from visit where id > 19000) select * from recent a join recent b using (id)"),
            plain("with recursive n(i) as (values (1) union all select i + 1 from n where i < 5) select * from n"),
            plain("select * from (values (1, 'a'), (2, 'b')) as t (i, s)"),
            plain("select * from generate_series(1, 5) g"),
            plain("select * from json_to_recordset('[{\"a\": 1}]') as x (a int)"),
            plain("select * from xmltable('/a/b' passing '<a><b>1</b></a>' columns v int path '.')"),
            plain("select generate_series(1, team) from person where id < 4"),
            with(PARALLEL, "select count(*) from visit"),
            with(PARALLEL, "select * from visit order by at"),
            with(
                    PARALLEL + "; set local enable_hashagg = off",
                    "select person_id, count(*) from visit group by person_id"),
            plain("select team, count(*), sum(count(*)) over (order by team) from person group by team"),
            plain("select team, born, count(*) from person group by grouping sets ((team), (born), ())"),
            plain("select distinct team from person"),
            with("set local enable_hashagg = off", "select team from person group by team order by team"),
            plain("select id from person intersect select person_id from visit"),
            plain("select id from person except all select 3"),
            plain("select 1 union select 2"),
            plain("select * from person where id = 3 for update"),
            plain("select ctid from person where ctid = '(0,1)'"),
            plain("select 1 where false"),
            plain("select * from (select id, name from person order by id limit 5) as few where name <> 'x'"),
            plain("select * from person where id = any (array[1, 2, 3]) and current_user = 'nobody'"),
            plain("select * from \"Odd Name\" \"X y\" where \"select\" = 1"),
            plain("insert into person values (5000, 'new', 1, null)"),
            plain(
                    "insert into person values (1, 'new', 1, null) on conflict (id) do update set name = excluded.name || '!'"),
            plain("update person set name = name || '!' where team = 1 returning id"),
            plain("delete from visit where id < 10"),
            plain("with gone as (delete from visit where id < 10 returning *) select count(*) from gone"),
            with("set local jit_above_cost = 0", "select sum(value) from measure"),
            with(
                    "set local enable_seqscan = off; set local enable_nestloop = off; set local random_page_cost = 3",
                    "select * from person where name = 'p7'"));

    /** Executable too; their text is laid out differently from PostgreSQL's. */
    static final List<Case> OWN_LAYOUT = List.of(
            plain("select * from person tablesample system (10) repeatable (1)"),
            plain("update measure set value = 0 where at < '2024-01-10'"));

    /** Only planned: the foreign server does not exist. */
    static final List<Case> FOREIGN = List.of(
            plain("select * from far where id = 1"),
            plain("select a.id from far a join far b on a.id = b.id"),
            plain("update far set name = 'x' where id = 1"));

    private PlanCorpus() {}

    static void createSchema(DSLContext dsl) {
        SCHEMA.forEach(dsl::execute);
    }

    private static Case plain(String sql) {
        return new Case("", sql);
    }

    private static Case with(String settings, String sql) {
        return new Case(settings, sql);
    }
}
