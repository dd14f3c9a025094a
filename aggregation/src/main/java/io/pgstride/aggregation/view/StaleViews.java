package io.pgstride.aggregation.view;

import io.pgstride.aggregation.internal.view.History;
import io.pgstride.aggregation.internal.view.ViewHealth;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with materialized views and their refreshes. Immutable and thread-safe.
 *
 * <table class="striped">
 * <caption>What it finds</caption>
 * <tr><th scope="col">key</th><th scope="col">when</th></tr>
 * <tr><td>aggregation.unpopulated-view</td><td>a view was never populated, or emptied by WITH NO DATA: who reads it gets an error</td></tr>
 * <tr><td>aggregation.stale-view</td><td>its last refresh that succeeded began longer than {@link Limits#age} ago</td></tr>
 * <tr><td>aggregation.failed-refresh</td><td>its last refresh failed</td></tr>
 * <tr><td>aggregation.unindexed-view</td><td>it has no unique index that CONCURRENTLY can use; a warning if its last refresh kept readers waiting for longer than {@link Limits#blocking}</td></tr>
 * <tr><td>aggregation.bloated-view</td><td>more than {@link Limits#deadRows}, and than half of all, wait for VACUUM</td></tr>
 * <tr><td>aggregation.summary-for-view</td><td>its last {@value #SAMPLE} refreshes each took longer than {@link Limits#costly} and changed less than {@link Limits#changed} of its rows: a table that is kept
 *     up to date row by row would do with less</td></tr>
 * </table>
 *
 * <p>It looks at all views of the database, except for those of extensions. What needs the history is told of views that were refreshed by {@link MaterializedViews}.
 */
public final class StaleViews implements FindingSource {
    /** How many refreshes on end are to be dear before a summary table is proposed. */
    public static final int SAMPLE = 3;

    private final String id;
    private final @Nullable String schema;
    private final Limits limits;

    /**
     * What is still well.
     *
     * @param age since the last refresh
     * @param blocking how long a plain refresh may keep readers waiting
     * @param deadRows that wait for VACUUM
     * @param costly how long a refresh may take for few changes
     * @param changed the share of the rows that are few
     */
    public record Limits(Duration age, Duration blocking, long deadRows, Duration costly, double changed) {
        /**
         * Checks.
         *
         * @param age not negative
         * @param blocking not negative
         * @param deadRows 0 or more
         * @param costly not negative
         * @param changed 0 to 1
         * @throws IllegalArgumentException if one of them is out of range
         */
        public Limits {
            if (age.isNegative() || blocking.isNegative() || costly.isNegative() || deadRows < 0) {
                throw new IllegalArgumentException("a limit of age " + age + ", blocking " + blocking + ", costly "
                        + costly + " or dead rows " + deadRows + " is below zero; raise it");
            }
            if (!(changed >= 0 && changed <= 1)) {
                throw new IllegalArgumentException("a share of " + changed + " is out of range; give 0 to 1");
            }
        }

        /** {@return a day, 1 second, 10,000 rows, 5 seconds, 1% of the rows} */
        public static Limits ofDefaults() {
            return new Limits(Duration.ofDays(1), Duration.ofSeconds(1), 10_000, Duration.ofSeconds(5), 0.01);
        }
    }

    /** With the history that the search path leads to, as {@link java.util.ServiceLoader} makes it. */
    public StaleViews() {
        this("aggregation.stale-views", null, Limits.ofDefaults());
    }

    private StaleViews(String id, @Nullable String schema, Limits limits) {
        this.id = id;
        this.schema = schema;
        this.limits = limits;
    }

    /**
     * {@return the same with the history of a schema}
     *
     * @param name as given to {@link MaterializedViews#historySchema}
     */
    public StaleViews historySchema(String name) {
        return new StaleViews(id, Objects.requireNonNull(name, "name"), limits);
    }

    /**
     * {@return the same by other limits}
     *
     * @param other replace {@link Limits#ofDefaults()}
     */
    public StaleViews limits(Limits other) {
        return new StaleViews(id, schema, Objects.requireNonNull(other, "other"));
    }

    /**
     * {@return the same with an id of its own, as those that are asked together need}
     *
     * @param own lower-case words joined by hyphens, parts joined by dots, such as {@code aggregation.reports}
     */
    public StaleViews id(String own) {
        return new StaleViews(Objects.requireNonNull(own, "own"), schema, limits);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return "Materialized views that are stale, fail, block their readers, or cost more than a summary table.";
    }

    @Override
    public List<Finding> find(DSLContext dsl) {
        return new ViewHealth(new History(schema), limits).find(dsl);
    }
}
