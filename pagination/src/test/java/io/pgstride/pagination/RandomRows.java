package io.pgstride.pagination;

import java.util.Random;
import org.jooq.DSLContext;

/** A small table of many types, full of duplicates and NULLs, refilled at random. */
final class RandomRows {
    static final String DDL = """
            create table rnd (
                id bigint primary key,
                i int not null,
                n numeric,
                t text,
                c text collate "C" not null,
                ts timestamptz,
                tsn timestamptz not null,
                m timestamp,
                d date,
                f float8,
                b boolean,
                s smallint not null
            )""";
    private static final String FILL = """
            insert into rnd
            select id, floor(random() * 5),
                (array[1.10, 1.1, 1.1000000001, -3, 'NaN', 1e20, null, null])[1 + floor(random() * 8)],
                (array['a', 'B', 'b', 'ä', 'é', 'a b', 'ab', '', null])[1 + floor(random() * 9)],
                (array['a', 'B', 'b', 'ä', 'a b', ''])[1 + floor(random() * 6)],
                (array['infinity', '-infinity', '2026-03-29 01:00:00.000001+00', '2026-03-29 01:00:00.000002+00',
                    '2026-03-29 01:00+00', null])[1 + floor(random() * 6)]::timestamptz,
                timestamptz '2026-01-01' + floor(random() * 4) * interval '1 microsecond',
                (array['infinity', '2026-03-29 02:30:00.000001', '2026-03-29 03:30', null])[1 + floor(random() * 4)]::timestamp,
                (array['infinity', '-infinity', '2026-03-29', '0044-03-15 BC', null])[1 + floor(random() * 5)]::date,
                (array['NaN', 'Infinity', '-0', '0.1', '0.30000000000000004', null])[1 + floor(random() * 6)]::float8,
                (array[true, false, null])[1 + floor(random() * 3)],
                floor(random() * 2)
            from generate_series(1, ?) id
            """;

    private final DSLContext dsl;
    private final Random random;

    RandomRows(DSLContext dsl, Random random) {
        this.dsl = dsl;
        this.random = random;
    }

    void reload() {
        dsl.execute("truncate rnd");
        dsl.execute("select setseed(?)", random.nextDouble());
        dsl.execute(FILL, random.nextInt(100) == 0 ? 0 : 1 + random.nextInt(60));
    }
}
