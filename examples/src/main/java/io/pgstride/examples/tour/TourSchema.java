package io.pgstride.examples.tour;

import static org.jooq.impl.DSL.currentCatalog;
import static org.jooq.impl.DSL.currentUser;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.concurrent.locks.ReentrantLock;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.postgresql.ds.PGSimpleDataSource;

/** The schema of the tour on a server that is not the tour's. */
final class TourSchema {
    static final String NAME = "pgstride_tour";

    private static final String DUPLICATE_SCHEMA = "42P06";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final DSLContext dsl;
    private final String applicationName;
    private final ReentrantLock dropping = new ReentrantLock();
    private boolean dropped;

    TourSchema(PGSimpleDataSource dataSource) {
        this.dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        this.applicationName = String.valueOf(dataSource.getApplicationName());
    }

    /** Fails where the schema exists: it may be someone's. */
    void create() {
        try {
            dsl.createSchema(name(NAME)).execute();
        } catch (DataAccessException e) {
            throw new TourException(reason(e), e);
        }
    }

    private static String reason(DataAccessException e) {
        return switch (String.valueOf(e.sqlState())) {
            case DUPLICATE_SCHEMA -> """
                    The schema %1$s exists already in the database of tour.url, and the tour drops nothing that it did not make.
                    If a killed tour left it behind: DROP SCHEMA %1$s CASCADE. Otherwise choose another database.""".formatted(NAME);
            case INSUFFICIENT_PRIVILEGE ->
                "The user of tour.url may not create the schema " + NAME
                        + "; GRANT CREATE ON DATABASE to that user, or name one who may.";
            default ->
                "The server of tour.url cannot be used: " + (e.getCause() == null ? e : e.getCause()).getMessage();
        };
    }

    /**
     * Ends what the tour still runs there, or its locks would hold the drop up, and drops the schema; once. The end of the tour
     * and the shutdown hook may both come here, and neither may end the other's connection.
     */
    void drop() {
        dropping.lock();
        try {
            if (!dropped) {
                endOwnSessions();
                dsl.dropSchemaIfExists(name(NAME)).cascade().execute();
                dropped = true;
            }
        } finally {
            dropping.unlock();
        }
    }

    private void endOwnSessions() {
        Field<Integer> pid = field(name("pid"), SQLDataType.INTEGER);
        dsl.select(function("pg_terminate_backend", SQLDataType.BOOLEAN, pid))
                .from(table(name("pg_catalog", "pg_stat_activity")))
                .where(field(name("application_name"), SQLDataType.VARCHAR).eq(applicationName))
                .and(field(name("datname"), SQLDataType.VARCHAR).eq(currentCatalog()))
                .and(field(name("usename"), SQLDataType.VARCHAR).eq(currentUser()))
                .and(pid.ne(function("pg_backend_pid", SQLDataType.INTEGER)))
                .execute();
    }
}
