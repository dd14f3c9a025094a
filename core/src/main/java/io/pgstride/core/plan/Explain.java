package io.pgstride.core.plan;

import io.pgstride.core.internal.RolledBack;
import io.pgstride.core.internal.plan.OneStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * EXPLAIN with a set of options.
 *
 * <p>Immutable, and as thread-safe as the DSLContext it stands on. {@code plan} blocks and runs, on one connection of that DSLContext,
 *
 * <pre>{@code EXPLAIN (ANALYZE, BUFFERS, SUMMARY, FORMAT JSON) SELECT … WHERE "user_id" = ?}</pre>
 *
 * <p>Values stay bound and are sent as they would be with the query itself, so PostgreSQL plans for these values.
 *
 * <p><b>ANALYZE executes the statement.</b> Whatever the statement is (a SELECT, too, can call a function that writes), it is executed
 * between a savepoint and a rollback to it where the connection is inside a transaction, else in a transaction of its own that is
 * rolled back. Rows, row locks, settings and notifications are undone, as is the failure of the statement: the transaction around it
 * remains usable. Not undone is what PostgreSQL never undoes: sequences advance, advisory locks of the session stay, dead rows
 * wait for VACUUM, and functions that reach outside have done so. Constraints deferred to commit are not checked.
 *
 * <p>Without ANALYZE nothing is executed, apart from stable and immutable functions that the planner calls to estimate or fold.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-explain.html">PostgreSQL: EXPLAIN</a>
 */
public final class Explain {
    private final DSLContext dsl;
    private final Set<ExplainOption> options;
    private final Map<String, String> planner;

    private Explain(DSLContext dsl, Set<ExplainOption> options, Map<String, String> planner) {
        this.dsl = dsl;
        this.options = options;
        this.planner = planner;
    }

    /**
     * {@return plain EXPLAIN, which plans and does not execute}
     *
     * @param dsl what {@code plan} runs on
     */
    public static Explain on(DSLContext dsl) {
        return new Explain(dsl, EnumSet.noneOf(ExplainOption.class), Map.of());
    }

    /** {@return an EXPLAIN that executes the statement, rolls it back, and measures rows, times and buffers} */
    public Explain analyze() {
        return with(ExplainOption.ANALYZE, true);
    }

    /** {@return an EXPLAIN that prints schemas, output columns and, with compute_query_id, the query identifier} */
    public Explain verbose() {
        return with(ExplainOption.VERBOSE, true);
    }

    /** {@return an EXPLAIN that prints the planner's settings that differ from the defaults} */
    public Explain settings() {
        return with(ExplainOption.SETTINGS, true);
    }

    /** {@return an EXPLAIN that measures the write-ahead log; needs {@link #analyze()}} */
    public Explain wal() {
        return with(ExplainOption.WAL, true);
    }

    /**
     * {@return an EXPLAIN that times nodes, as it does by default, or does not}
     *
     * @param on false spares reading the clock for each row, and needs {@link #analyze()}
     */
    public Explain timing(boolean on) {
        return with(ExplainOption.TIMING, !on);
    }

    /**
     * {@return an EXPLAIN that plans without the values, as a prepared statement may after its fifth execution; PostgreSQL 16 or newer}
     *
     * <p>PostgreSQL folds values that the JDBC driver binds into the plan even with this option, so the statement is sent without them
     * (as {@code $1}), from a PL/pgSQL block; two local settings named {@code pgstride.*} carry text in and out, and are rolled
     * back. Types of parameters are inferred by PostgreSQL.
     */
    public Explain genericPlan() {
        return with(ExplainOption.GENERIC_PLAN, true);
    }

    /** {@return an EXPLAIN that measures the memory that planning took; PostgreSQL 17 or newer} */
    public Explain memory() {
        return with(ExplainOption.MEMORY, true);
    }

    /** {@return an EXPLAIN that measures turning the rows to text as for a client; needs {@link #analyze()} and PostgreSQL 17 or newer} */
    public Explain serialize() {
        return with(ExplainOption.SERIALIZE, true);
    }

    /**
     * {@return an EXPLAIN that plans under a changed setting, for example {@code enable_sort} off, to see what the planner could do else}
     *
     * <p>The setting is local, between a savepoint and a rollback to it inside a transaction, else in a transaction of its own that is
     * rolled back: nothing remains of it, and a setting of the same name that the caller made before is back.
     *
     * @param setting a parameter that the user may set; it wins over one of the same name given before
     * @param value as {@code SET} takes it
     */
    public Explain planWith(String setting, String value) {
        Map<String, String> changed = new LinkedHashMap<>(planner);
        changed.put(setting, value);
        return new Explain(dsl, options, Collections.unmodifiableMap(changed));
    }

    private Explain with(ExplainOption option, boolean on) {
        Set<ExplainOption> changed = EnumSet.noneOf(ExplainOption.class);
        changed.addAll(options);
        if (on) {
            changed.add(option);
        } else {
            changed.remove(option);
        }
        return new Explain(dsl, changed, planner);
    }

    /**
     * {@return the plan of a query}
     *
     * @param query executed only with {@link #analyze()}
     * @throws ExplainOptionException if options contradict each other, or the server is too old for one
     * @throws io.pgstride.core.PgstrideException if its text is several statements; nothing is sent then
     * @throws PlanParseException if rewrite rules make the query several statements, or none
     * @throws org.jooq.exception.DataAccessException if PostgreSQL refuses the statement
     */
    public QueryPlan plan(Query query) {
        checkCombination();
        return QueryPlan.parse(dsl.connectionResult(connection -> {
            DSLContext here = DSL.using(dsl.configuration().derive(connection));
            OneStatement.require(connection, here.render(query));
            checkServer(connection.getMetaData());
            return explain(connection, here, query);
        }));
    }

    /**
     * {@return the plan of one statement in plain SQL}
     *
     * @param sql one statement in jOOQ's plain SQL, a semicolon behind it or not: {@code ?} is a bind value, {@code {0}} a query part; never build it from input
     * @param values bind values or query parts
     */
    public QueryPlan plan(String sql, Object... values) {
        return plan(dsl.query(sql, values));
    }

    private String explain(Connection connection, DSLContext here, Query query) throws SQLException {
        if (planner.isEmpty() && !has(ExplainOption.ANALYZE) && !has(ExplainOption.GENERIC_PLAN)) {
            return bound(here, query);
        }
        return RolledBack.on(connection, () -> {
            if (!planner.isEmpty()) {
                here.select(planned()).fetch();
            }
            return has(ExplainOption.GENERIC_PLAN) ? generic(connection, here, query) : bound(here, query);
        });
    }

    private List<Field<String>> planned() {
        return planner.entrySet().stream()
                .map(set -> DSL.field(
                        "set_config({0}, {1}, true)",
                        SQLDataType.VARCHAR, DSL.val(set.getKey()), DSL.val(set.getValue())))
                .toList();
    }

    private String bound(DSLContext here, Query query) {
        return here.resultQuery(prefix() + "{0}", query).fetchSingle().get(0, String.class);
    }

    private String generic(Connection connection, DSLContext here, Query query) throws SQLException {
        String statement = prefix() + connection.nativeSQL(here.render(query));
        here.fetch("select set_config('pgstride.explain', ?, true)", statement);
        here.execute("""
                do 'declare plan text; begin
                    execute current_setting(''pgstride.explain'') into plan;
                    perform set_config(''pgstride.plan'', plan, true);
                end'
                """);
        return here.fetchSingle("select current_setting('pgstride.plan')").get(0, String.class);
    }

    private String prefix() {
        String list = options.stream().map(option -> option.sql() + ", ").collect(Collectors.joining());
        return "explain (" + list + "summary, format json) ";
    }

    private void checkCombination() {
        for (ExplainOption option : options) {
            if (option.needsAnalyze() && !has(ExplainOption.ANALYZE)) {
                throw ExplainOptionException.needsAnalyze(option);
            }
        }
        if (has(ExplainOption.GENERIC_PLAN) && has(ExplainOption.ANALYZE)) {
            throw ExplainOptionException.genericAnalyze();
        }
    }

    private void checkServer(DatabaseMetaData server) throws SQLException {
        for (ExplainOption option : options) {
            if (server.getDatabaseMajorVersion() < option.sinceMajor()) {
                throw ExplainOptionException.tooOld(option, server.getDatabaseProductVersion());
            }
        }
    }

    private boolean has(ExplainOption option) {
        return options.contains(option);
    }
}
