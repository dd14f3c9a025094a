package io.pgstride.examples.tour;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The tour's tables without rows, for tests in other packages. */
public final class TourTables {
    private TourTables() {}

    public static void create(DSLContext dsl) {
        dsl.createSchema(DSL.name(TourSchema.NAME)).execute();
        Loader.run(dsl, "schema.sql");
        Loader.run(dsl, "after-load.sql");
    }
}
