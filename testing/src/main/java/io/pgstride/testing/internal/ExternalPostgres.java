package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that was there before; nothing on it is touched but the databases created here, which are dropped at the end. */
final class ExternalPostgres implements RunningPostgres {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalPostgres.class);

    private final JdbcTarget target;
    private final Set<String> databases = ConcurrentHashMap.newKeySet();

    private ExternalPostgres(JdbcTarget target) {
        this.target = target;
    }

    static RunningPostgres connect(JdbcTarget target, PostgresSpec spec) {
        if (spec.port().isPresent() || !spec.settings().isEmpty()) {
            throw new ServerStartException("A port or settings were asked for, but " + Setting.POSTGRES
                    + " names a server that is already running (" + target
                    + "). Such a test needs embedded or testcontainers.");
        }
        requireUsable(target, spec);
        return new ExternalPostgres(target);
    }

    private static void requireUsable(JdbcTarget target, PostgresSpec spec) {
        try {
            DSLContext dsl = DSL.using(target.maintenanceDataSource(), SQLDialect.POSTGRES);
            int major = major(target);
            LOG.info("PostgreSQL {}: external at {}", major, target);
            if (spec.major().isPresent() && spec.major().getAsInt() != major) {
                throw new ServerStartException("PostgreSQL " + spec.major().getAsInt() + " was asked for, but " + target
                        + " in " + Setting.POSTGRES + " is PostgreSQL " + major);
            }
            boolean mayCreate = dsl.fetchSingle(
                            "select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
                    .get(0, Boolean.class);
            if (!mayCreate) {
                throw new ServerStartException("The role of " + target + " in " + Setting.POSTGRES
                        + " may not create databases; let its owner run: alter role ... createdb");
            }
        } catch (DataAccessException e) {
            throw silent(target, e);
        }
    }

    static int major(JdbcTarget target) {
        try {
            return DSL.using(target.maintenanceDataSource(), SQLDialect.POSTGRES)
                    .fetchSingle("select current_setting('server_version_num')::int / 10000")
                    .get(0, Integer.class);
        } catch (DataAccessException e) {
            throw silent(target, e);
        }
    }

    private static ServerStartException silent(JdbcTarget target, DataAccessException e) {
        return new ServerStartException(
                "No PostgreSQL answers at " + target + ", chosen by " + Setting.POSTGRES + ": "
                        + (e.getCause() == null ? e : e.getCause()).getMessage(),
                e.getCause());
    }

    @Override
    public JdbcTarget target() {
        return target;
    }

    @Override
    public void created(String database) {
        databases.add(database);
    }

    @Override
    public void dropped(String database) {
        databases.remove(database);
    }

    @Override
    public void close() {
        List<DataAccessException> failures = new ArrayList<>();
        for (String database : databases) {
            try {
                Databases.drop(this, database);
            } catch (DataAccessException e) {
                failures.add(e);
            }
        }
        ShutdownHook.remove(this);
        if (!failures.isEmpty()) {
            DataAccessException left = new DataAccessException(
                    "On " + target + " these databases of the tests are left, to be dropped by hand: "
                            + String.join(", ", new TreeSet<>(databases)),
                    failures.get(0));
            failures.subList(1, failures.size()).forEach(left::addSuppressed);
            throw left;
        }
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
