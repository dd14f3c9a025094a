package io.pgstride.core.finding;

import java.util.List;
import org.jooq.DSLContext;

// tag::source[]
/** Tells of tables without rows; registered in META-INF/services. */
public final class EmptyTables implements FindingSource {
    @Override
    public String id() {
        return "sample.tables";
    }

    @Override
    public String description() {
        return "Tables without rows.";
    }

    @Override
    public List<Finding> find(DSLContext dsl) {
        return dsl.fetch("select schemaname || '.' || relname from pg_stat_user_tables where n_live_tup = 0 order by 1")
                .map(row -> Finding.of("sample.empty-table", Severity.INFO)
                        .subject(row.get(0, String.class))
                        .summary("The table has no rows.")
                        .build());
    }
}
// end::source[]
