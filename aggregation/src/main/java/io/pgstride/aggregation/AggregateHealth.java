package io.pgstride.aggregation;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.aggregation.internal.health.Backlogs;
import io.pgstride.aggregation.internal.health.DisabledTriggers;
import io.pgstride.aggregation.internal.health.Drifts;
import io.pgstride.aggregation.internal.health.HotCounters;
import io.pgstride.aggregation.internal.health.Look;
import io.pgstride.aggregation.summary.SummaryTable;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * Tells what is wrong with counters, derived columns and summary tables. Immutable and thread-safe.
 *
 * <table class="striped">
 * <caption>What it finds</caption>
 * <tr><th scope="col">key</th><th scope="col">when</th></tr>
 * <tr><td>aggregation.disabled-trigger</td><td>a trigger that keeps an aggregate does not fire</td></tr>
 * <tr><td>aggregation.hot-counter</td><td>in {@value #SAMPLES} looks within half a second, {@link Limits#waiting} sessions and more, on average, waited for one row of a counter's parent</td></tr>
 * <tr><td>aggregation.ledger-backlog</td><td>a counter's ledger has more than {@link Limits#backlog} rows: nobody rolls it up, and who reads the counter adds them all</td></tr>
 * <tr><td>aggregation.summary-backlog</td><td>a summary's queue has more rows than that: nobody refreshes it</td></tr>
 * <tr><td>aggregation.drift</td><td>an aggregate that is {@linkplain #measuring measured} differs from what it aggregates</td></tr>
 * <tr><td>aggregation.stale-summary</td><td>a summary that is measured lacks a change older than {@link Limits#stale}</td></tr>
 * </table>
 *
 * <p>What is installed is found by the catalog, and none of its tables and functions is read or called, as anybody could have made them: numbers of rows are those of the statistics. To measure drift is
 * to run what is declared, so it is said for which aggregates; it costs what their {@code drift} does:
 *
 * <pre>{@code
 * FindingSources.of(new AggregateHealth().measuring(ANSWERS_OF_USER).measuring(EVENTS_DAILY)).find(dsl);
 * }</pre>
 *
 * <p>On a standby locks of the primary are not seen. Views have {@link io.pgstride.aggregation.view.StaleViews}.
 */
public final class AggregateHealth implements FindingSource {
    /** How often it is looked who waits. */
    public static final int SAMPLES = HotCounters.SAMPLES;

    private final String id;
    private final Limits limits;
    private final List<Look> measured;

    /**
     * What is still well.
     *
     * @param backlog rows that wait in a ledger or a queue
     * @param waiting sessions that wait for one row of a counter's parent, on average
     * @param stale how old a change may be that a summary lacks
     */
    public record Limits(long backlog, double waiting, Duration stale) {
        /**
         * Checks.
         *
         * @param backlog not negative
         * @param waiting more than 0
         * @param stale not negative
         * @throws IllegalArgumentException if one of them is out of range
         */
        public Limits {
            if (backlog < 0 || !(waiting > 0) || stale.isNegative()) {
                throw new IllegalArgumentException("a limit of backlog " + backlog + ", waiting " + waiting
                        + " or stale " + stale + " is out of range; give more than 0");
            }
        }

        /** {@return 100,000 rows, 2 sessions, 5 minutes} */
        public static Limits ofDefaults() {
            return new Limits(100_000, 2, Duration.ofMinutes(5));
        }
    }

    /** Of all aggregates of the database, as {@link java.util.ServiceLoader} makes it. */
    public AggregateHealth() {
        this("aggregation.aggregates", Limits.ofDefaults(), List.of());
    }

    private AggregateHealth(String id, Limits limits, List<Look> measured) {
        this.id = id;
        this.limits = limits;
        this.measured = measured;
    }

    /**
     * {@return the same by other limits}
     *
     * @param other replace {@link Limits#ofDefaults()}
     */
    public AggregateHealth limits(Limits other) {
        return new AggregateHealth(id, Objects.requireNonNull(other, "other"), measured);
    }

    /**
     * {@return the same with an id of its own, as those that are asked together need}
     *
     * @param own lower-case words joined by hyphens, parts joined by dots, such as {@code aggregation.nightly}
     */
    public AggregateHealth id(String own) {
        return new AggregateHealth(Objects.requireNonNull(own, "own"), limits, measured);
    }

    /**
     * {@return the same, also measuring the {@linkplain Counter#drift drift} of counters}
     *
     * @param counters installed ones
     */
    public AggregateHealth measuring(Counter<?, ?>... counters) {
        return measuring(Arrays.stream(counters).map(Drifts::of));
    }

    /**
     * {@return the same, also measuring the {@linkplain DerivedColumn#drift drift} of columns}
     *
     * @param columns installed ones
     */
    public AggregateHealth measuring(DerivedColumn... columns) {
        return measuring(Arrays.stream(columns).map(Drifts::of));
    }

    /**
     * {@return the same, also measuring the {@linkplain SummaryTable#drift drift} and the staleness of summaries}
     *
     * @param summaries installed ones
     */
    public AggregateHealth measuring(SummaryTable... summaries) {
        return measuring(Arrays.stream(summaries).map(Drifts::of));
    }

    private AggregateHealth measuring(Stream<Look> more) {
        return new AggregateHealth(
                id, limits, Stream.concat(measured.stream(), more).toList());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return "Counters, derived columns and summary tables that are wrong, behind, or waited for.";
    }

    @Override
    public List<Finding> find(DSLContext dsl) {
        Stream<Look> catalog = Stream.of(DisabledTriggers::find, Backlogs::find, HotCounters::find);
        return Stream.concat(catalog, measured.stream())
                .flatMap(look -> look.find(dsl, limits).stream())
                .toList();
    }
}
