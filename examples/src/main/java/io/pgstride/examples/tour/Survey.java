package io.pgstride.examples.tour;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;

import io.pgstride.examples.tour.TourRun.Surroundings;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Reads what the figures depend on. */
final class Survey {
    private Survey() {}

    static Surroundings of(DSLContext dsl, String kind, long events) {
        return new Surroundings(
                "PostgreSQL " + value(dsl, setting("server_version")).replaceFirst(" .*", "") + ", " + kind,
                value(dsl, setting("shared_buffers")),
                events,
                value(dsl, function("pg_table_size", SQLDataType.BIGINT, inline(dsl.render(EVENTS)))),
                Runtime.getRuntime().availableProcessors(),
                "JDK " + Runtime.version().feature(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    private static Field<String> setting(String name) {
        return function("current_setting", SQLDataType.VARCHAR, inline(name));
    }

    private static <T> T value(DSLContext dsl, Field<T> field) {
        return dsl.select(field).fetchSingle().value1();
    }
}
