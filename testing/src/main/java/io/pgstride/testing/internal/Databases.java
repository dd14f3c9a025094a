package io.pgstride.testing.internal;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.using;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;

/** Creates and drops databases on a server. */
public final class Databases {
    private static final int NAME_LIMIT = 63;
    private static final int SUFFIX_LENGTH = 8;
    private static final String STATISTICS = "pg_stat_statements";

    private Databases() {}

    /** Creates a database with a name of its own that starts like {@code prefix}, and returns the name. */
    public static String create(RunningPostgres server, String prefix) {
        String database = nameFrom(prefix);
        JdbcTarget target = server.target();
        server.created(database);
        try {
            dsl(target, target.maintenance()).createDatabase(name(database)).execute();
            createExtensions(dsl(target, database));
        } catch (DataAccessException e) {
            dropAfter(e, server, database);
            throw e;
        }
        return database;
    }

    private static void dropAfter(DataAccessException failure, RunningPostgres server, String database) {
        try {
            drop(server, database);
        } catch (DataAccessException e) {
            failure.addSuppressed(e);
        }
    }

    /** Drops the database if it exists, ending the sessions in it. */
    public static void drop(RunningPostgres server, String database) {
        JdbcTarget target = server.target();
        dsl(target, target.maintenance()).execute("drop database if exists {0} with (force)", name(database));
        server.dropped(database);
    }

    static String nameFrom(String prefix) {
        String plain = prefix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        int room = NAME_LIMIT - SUFFIX_LENGTH - 1;
        return plain.substring(0, Math.min(plain.length(), room)) + "_" + suffix();
    }

    private static String suffix() {
        long limit = (long) Math.pow(Character.MAX_RADIX, SUFFIX_LENGTH);
        String digits = Long.toString(ThreadLocalRandom.current().nextLong(limit), Character.MAX_RADIX);
        return "0".repeat(SUFFIX_LENGTH - digits.length()) + digits;
    }

    /** Its view fails unless the library is preloaded, and only a superuser may create it. */
    private static void createExtensions(DSLContext dsl) {
        boolean possible =
                dsl.resultQuery("""
                        select current_setting('is_superuser')::boolean
                            and exists (select from pg_available_extensions where name = {0})
                            and exists (select from pg_settings
                                where name = 'shared_preload_libraries' and setting like '%' || {0} || '%')""", inline(STATISTICS)).fetchSingle().get(0, Boolean.class);
        if (possible) {
            dsl.execute("create extension if not exists {0}", name(STATISTICS));
        }
    }

    private static DSLContext dsl(JdbcTarget target, String database) {
        return using(target.dataSource(database), SQLDialect.POSTGRES);
    }
}
