package io.pgstride.aggregation.view;

import io.pgstride.aggregation.internal.view.Asking;
import io.pgstride.aggregation.internal.view.Ddl;
import io.pgstride.aggregation.internal.view.Flight;
import io.pgstride.aggregation.internal.view.RefreshAll;
import io.pgstride.aggregation.internal.view.Replacement;
import io.pgstride.aggregation.internal.view.Settings;
import io.pgstride.aggregation.internal.view.Units;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.ResultQuery;

/**
 * Refreshes materialized views, each by one process at a time, and remembers when, how and by whom.
 *
 * <pre>{@code
 * MaterializedViews views = MaterializedViews.on(dataSource);
 * RefreshResult result = views.refresh(DSL.name("app", "daily_sales"));   // shows what was committed before the call
 * views.refreshAll("app");                                                // those first that others read
 * views.status(DSL.name("app", "daily_sales")).age();
 * }</pre>
 *
 * <p>A refresh is one transaction at READ COMMITTED:
 *
 * <pre>{@code
 * SET LOCAL lock_timeout = 5000; SET LOCAL statement_timeout = 1800000;
 * SELECT pg_try_advisory_xact_lock(hashtextextended('"app"."daily_sales"', 8099569407260718963));
 * SELECT ... FROM pgstride_view_refresh WHERE view_schema = ? AND view_name = ? AND id > ?;   -- did another one do it meanwhile?
 * SELECT nextval(...);                                                                        -- the number of this refresh
 * SAVEPOINT ...; DELETE FROM pgstride_view_request ...; REFRESH MATERIALIZED VIEW CONCURRENTLY "app"."daily_sales";
 * INSERT INTO pgstride_view_refresh ...; COMMIT
 * }</pre>
 *
 * <p><b>Single flight.</b> The lock has one refresh of a view run at a time, among all processes, also behind PgBouncer in transaction mode. Who comes while one runs does not take
 * its result, as its snapshot may lack what the caller has committed: all who wait are served by one refresh that begins after they called, which one of them runs.
 * So two refreshes serve any number of callers. They wait without a connection, asking again after 10 ms to half a second. A failure is shared like a success. A process that is killed leaves neither
 * lock nor record, and one of those who wait takes over; mode and timeouts are those of who runs it.
 *
 * <p>The history and the requests are two tables, {@link #ddl()} creates them; the same file is in the jar as
 * {@code io/pgstride/aggregation/view/view-refresh.sql}.
 *
 * <p>Immutable and thread-safe; keeps no thread and no connection. Calls block; do not call them in a transaction that has locked the view. A driver's {@code socketTimeout}, if set, must be above the statement
 * timeout.
 */
public final class MaterializedViews {
    /** How long a refresh waits for a lock, by default. Who waits for a lock keeps those who come later waiting too. */
    public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(5);

    /** How long a refresh may take, by default. */
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofMinutes(30);

    /** How long a caller waits for refreshes that others run, by default. */
    public static final Duration DEFAULT_WAIT_TIMEOUT = Duration.ofHours(1);

    /** How long a {@linkplain #replace replacement} waits for the lock of its swap at a time: meanwhile, new readers wait behind it. */
    public static final Duration SWAP_LOCK_TIMEOUT = Duration.ofMillis(250);

    /** How often a replacement tries to get the lock of its swap, with pauses of a quarter to half a second between, in which readers pass. */
    public static final int SWAP_ATTEMPTS = 10;

    /** How many refreshes of each view the history keeps, by default. */
    public static final int DEFAULT_KEPT = 100;

    private final DataSource dataSource;
    private final Settings settings;
    private final Units units;

    private MaterializedViews(DataSource dataSource, Settings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.units = Units.on(dataSource, settings);
    }

    /**
     * {@return the views of a database, refreshed CONCURRENTLY}
     *
     * @param dataSource of the primary; stays the caller's to close
     */
    public static MaterializedViews on(DataSource dataSource) {
        Settings defaults = new Settings(
                RefreshMode.CONCURRENTLY_REQUIRED,
                DEFAULT_LOCK_TIMEOUT,
                DEFAULT_STATEMENT_TIMEOUT,
                DEFAULT_WAIT_TIMEOUT,
                null,
                DEFAULT_KEPT,
                Asking.thisProcess(),
                Telemetry.none());
        return new MaterializedViews(Objects.requireNonNull(dataSource, "dataSource"), defaults);
    }

    /** {@return the statements that create the tables of history and requests where they are missing} */
    public static String ddl() {
        return Ddl.text();
    }

    /**
     * {@return the same in another mode}
     *
     * @param mode instead of {@link RefreshMode#CONCURRENTLY_REQUIRED}
     */
    public MaterializedViews mode(RefreshMode mode) {
        return with(settings.mode(Objects.requireNonNull(mode, "mode")));
    }

    /**
     * {@return the same with another limit on each wait for a lock}
     *
     * @param timeout instead of {@link #DEFAULT_LOCK_TIMEOUT}; 1 ms to 24 days
     * @throws IllegalArgumentException if it is out of range
     */
    public MaterializedViews lockTimeout(Duration timeout) {
        return with(settings.lockTimeout(Objects.requireNonNull(timeout, "timeout")));
    }

    /**
     * {@return the same with another limit on a refresh}
     *
     * @param timeout instead of {@link #DEFAULT_STATEMENT_TIMEOUT}; 1 ms to 24 days
     * @throws IllegalArgumentException if it is out of range
     */
    public MaterializedViews statementTimeout(Duration timeout) {
        return with(settings.statementTimeout(Objects.requireNonNull(timeout, "timeout")));
    }

    /**
     * {@return the same with another limit on the wait for refreshes that others run}
     *
     * @param timeout instead of {@link #DEFAULT_WAIT_TIMEOUT}; zero for no wait
     * @throws IllegalArgumentException if it is negative
     */
    public MaterializedViews waitTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a waitTimeout of " + timeout + " is negative; give zero or more");
        }
        return with(settings.waitTimeout(timeout));
    }

    /**
     * {@return the same with history and requests in a schema}
     *
     * @param schema instead of where the search path leads to; all processes must mean the same tables
     */
    public MaterializedViews historySchema(String schema) {
        return with(settings.schema(Objects.requireNonNull(schema, "schema")));
    }

    /**
     * {@return the same with a longer or shorter history} Each refresh deletes what is too old of its view.
     *
     * @param refreshes of each view, instead of {@link #DEFAULT_KEPT}
     * @throws IllegalArgumentException if it is below 2, as those who wait find theirs in the history
     */
    public MaterializedViews keep(int refreshes) {
        if (refreshes < 2) {
            throw new IllegalArgumentException("a history of " + refreshes + " refreshes is too short; keep 2 or more");
        }
        return with(settings.kept(refreshes));
    }

    /**
     * {@return the same, as somebody}
     *
     * @param name that the history tells, instead of the process's id and the host's name as the environment has it; not blank
     * @throws IllegalArgumentException if it is blank
     */
    public MaterializedViews process(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "a process has a name that is not blank; leave it out for the process's id");
        }
        return with(settings.process(name));
    }

    /**
     * {@return the same with measurements} The timer {@code pgstride.aggregation.view-refreshes} by view and outcome ({@code plain}, {@code concurrent},
     * {@code failure}) of those that run here, the counter {@code pgstride.aggregation.view-refreshes-shared} by view of those that others ran for us.
     *
     * @param target instead of {@link Telemetry#none()}
     */
    public MaterializedViews telemetry(Telemetry target) {
        return with(settings.telemetry(Objects.requireNonNull(target, "target")));
    }

    private MaterializedViews with(Settings changed) {
        return new MaterializedViews(dataSource, changed);
    }

    /**
     * Has a view show what was committed before the call, by a refresh here or in another process, and blocks until it does.
     *
     * @param view with a schema or not, as from {@code DSL.name("app", "daily_sales")} or {@link io.pgstride.core.Identifiers#parse}
     * @return the refresh that does
     * @throws RefreshRefusedException if it could not be refreshed: nothing was tried
     * @throws RefreshFailedException if the server failed it
     * @throws RefreshWaitException if others took longer than the wait timeout, or the thread was interrupted while it waited
     * @throws org.jooq.exception.DataAccessException if the history cannot be used; where it is missing, it says how to create it
     */
    public RefreshResult refresh(Name view) {
        return new Flight(settings, units).refresh(Objects.requireNonNull(view, "view"));
    }

    /**
     * Refreshes all materialized views of a schema, as {@link #refreshAll(Collection)} does.
     *
     * @param schema its name, as the catalog has it
     * @return what became of each, in the order in which they were refreshed
     * @throws RefreshRefusedException if they read each other in a circle
     */
    public List<ViewOutcome> refreshAll(String schema) {
        return new RefreshAll(settings, units).ofSchema(Objects.requireNonNull(schema, "schema"));
    }

    /**
     * Refreshes views as {@link #refresh} does, each in a transaction of its own, one after the other: those first that others read, directly or through plain views.
     * What a function reads is not seen. Views that read one that could not be refreshed are skipped; the others are refreshed all the same.
     *
     * @param views in any order
     * @return what became of each, in the order in which they were refreshed
     * @throws RefreshRefusedException if one of them is no materialized view, or they read each other in a circle
     */
    public List<ViewOutcome> refreshAll(Collection<Name> views) {
        return new RefreshAll(settings, units).of(List.copyOf(views));
    }

    /**
     * Gives a view another definition. The new view is made and populated beside the old one, which can be read meanwhile, and takes its place by a swap of milliseconds:
     *
     * <pre>{@code
     * SET LOCAL ROLE <owner>; CREATE MATERIALIZED VIEW "app"."daily_sales_pgstride_new" AS ... WITH DATA;
     * CREATE UNIQUE INDEX ...; COMMENT ...; GRANT ...; ANALYZE ...;
     * SET LOCAL lock_timeout = 250; SAVEPOINT ...;                                            -- tried up to 10 times
     * DROP MATERIALIZED VIEW "app"."daily_sales"; ALTER MATERIALIZED VIEW ... RENAME TO "daily_sales"; ALTER INDEX ... RENAME TO ...; COMMIT
     * }</pre>
     *
     * <p>All of it is one transaction: where it fails, or is killed, all is as it was. No refresh runs beside it, and it serves those who wait for one. The new view has the owner, privileges, comments, valid indexes, options,
     * tablespace and statistics targets of the old one, by the names of columns where they are of columns; what is granted or created on the old view while the new one is made, is lost with it. What depends on the view is named,
     * and the replacement refused: other views, functions of its row type, statistics objects.
     *
     * @param view with a schema or not; owned by this role, or by one that it is a member of
     * @param definition its values are written into the SQL; as text by {@code DSL.resultQuery("select …")}
     * @return the replacement, as the history has it
     * @throws RefreshRefusedException if it cannot be replaced, or something depends on it
     * @throws RefreshFailedException if the server refuses the definition, or an index that does not fit it, or the lock of the swap was not had
     * @throws RefreshWaitException if others refreshed the view for longer than the wait timeout, or the thread was interrupted while it waited
     */
    public RefreshRecord replace(Name view, ResultQuery<?> definition) {
        Objects.requireNonNull(definition, "definition");
        return new Replacement(settings, units).replace(Objects.requireNonNull(view, "view"), definition);
    }

    /**
     * Asks for a refresh, by whichever {@linkplain #runner runner} of whatever process looks after the view, after the pause that it makes between two refreshes: any number of requests is one refresh, which
     * begins after they are committed. Returns at once. One {@code INSERT INTO pgstride_view_request} in a transaction of its own.
     *
     * @param view with a schema or not
     * @throws RefreshRefusedException if there is no such materialized view
     */
    public void request(Name view) {
        new Asking(settings, units).request(Objects.requireNonNull(view, "view"));
    }

    /**
     * Asks for a refresh as {@link #request(Name)} does, if and when the caller's transaction is committed.
     *
     * @param dsl in the transaction whose changes the view is to show
     * @param view with a schema or not
     * @throws RefreshRefusedException if there is no such materialized view
     */
    public void request(DSLContext dsl, Name view) {
        Objects.requireNonNull(dsl, "dsl");
        new Asking(settings, units).request(dsl, Objects.requireNonNull(view, "view"));
    }

    /**
     * {@return the start of a runner, which refreshes views by a schedule or by request}
     *
     * @param name of its thread, behind {@code pgstride-views-}; not blank
     * @throws IllegalArgumentException if it is blank
     */
    public ViewRunner.Builder runner(String name) {
        return new ViewRunner.Builder(settings, units, name);
    }

    /**
     * {@return how a view stands}
     *
     * @param view with a schema or not
     * @throws RefreshRefusedException if there is no such materialized view
     */
    public ViewStatus status(Name view) {
        return new Asking(settings, units).status(Objects.requireNonNull(view, "view"));
    }

    /**
     * {@return the refreshes of a view that the history keeps, the latest first; also those of a former view of this name}
     *
     * @param view with a schema or not
     * @throws RefreshRefusedException if there is no such materialized view
     */
    public List<RefreshRecord> history(Name view) {
        return new Asking(settings, units).history(Objects.requireNonNull(view, "view"));
    }

    /** {@return its configuration} */
    @Override
    public String toString() {
        return "MaterializedViews[" + settings.process() + ", " + settings.mode() + "]";
    }
}
