package io.pgstride.batching;

import io.pgstride.batching.internal.health.ClaimPlan;
import io.pgstride.batching.internal.health.Horizon;
import io.pgstride.batching.internal.health.Queue;
import io.pgstride.batching.internal.health.QueueRows;
import io.pgstride.batching.internal.job.Jobs;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Tells what is wrong with a table that is processed as a queue. Immutable and thread-safe.
 *
 * <p>Registered as a finding source it looks at the job table {@code pgstride_job}, all queues together, and finds nothing where there is none;
 * {@link #of} looks at any claim.
 *
 * <table class="striped">
 * <caption>What it finds</caption>
 * <tr><th scope="col">key</th><th scope="col">when</th></tr>
 * <tr><td>batching.queue-depth</td><td>more rows are pending than {@link Limits#depth}</td></tr>
 * <tr><td>batching.oldest-pending</td><td>a row has been due for longer than {@link Limits#age}</td></tr>
 * <tr><td>batching.dead-letters</td><td>rows were given up</td></tr>
 * <tr><td>batching.dead-tuples</td><td>more than {@link Limits#deadTuples}, and than half of all, wait for VACUUM; those of partitions
 *     together</td></tr>
 * <tr><td>batching.xmin-held</td><td>a transaction, also a prepared one, has kept VACUUM from removing rows for longer than
 *     {@link Limits#age}; or a standby or a replication slot, of which no time is known, for more transactions than
 *     {@link Limits#deadTuples}</td></tr>
 * <tr><td>batching.xmin-unknown</td><td>other roles' sessions cannot be seen without {@code pg_read_all_stats}</td></tr>
 * <tr><td>batching.missing-index</td><td>no index gives the pending rows in the claim's order</td></tr>
 * <tr><td>batching.claim-buffers</td><td>a claim reads more than {@link Limits#buffersPerRow} buffers for each row</td></tr>
 * </table>
 *
 * <p>What holds VACUUM back comes first: while it does, the mends of the others help little or wait.
 *
 * <p>It counts up to a bound, and measures the claim by EXPLAIN ANALYZE of its SELECT for {@value #SAMPLE} rows without the locks: no row is
 * locked and nothing is changed, so processors beside it claim as ever.
 */
public final class QueueHealth implements FindingSource {
    /** How many rows the measured claim is to take. */
    public static final int SAMPLE = 100;

    private final String id;
    private final Function<DSLContext, List<Queue>> queues;
    private final Limits limits;

    /**
     * What is still well.
     *
     * @param depth pending rows
     * @param age of the oldest one that is due, and of what keeps VACUUM from its work
     * @param deadTuples rows that wait for VACUUM, and transactions since the oldest that a standby or a slot needs
     * @param buffersPerRow blocks of 8 kB that a claim reads for each row it gives
     */
    public record Limits(long depth, Duration age, long deadTuples, long buffersPerRow) {
        /**
         * Checks.
         *
         * @param depth 0 or more
         * @param age not negative
         * @param deadTuples 0 or more
         * @param buffersPerRow 1 or more
         * @throws IllegalArgumentException if one of them is out of range
         */
        public Limits {
            if (depth < 0 || age.isNegative() || deadTuples < 0 || buffersPerRow < 1) {
                throw new IllegalArgumentException("a limit of depth " + depth + ", age " + age + ", dead tuples "
                        + deadTuples + " or buffers per row " + buffersPerRow
                        + " is below zero, or no buffers are allowed; raise it");
            }
        }

        /** {@return 100,000 rows, 10 minutes, 10,000 dead rows, 20 buffers} */
        public static Limits ofDefaults() {
            return new Limits(100_000, Duration.ofMinutes(10), 10_000, 20);
        }
    }

    /** Of the job table, as {@link java.util.ServiceLoader} makes it. */
    public QueueHealth() {
        this("batching.job-table", QueueHealth::jobTable, Limits.ofDefaults());
    }

    private QueueHealth(String id, Function<DSLContext, List<Queue>> queues, Limits limits) {
        this.id = id;
        this.queues = queues;
        this.limits = limits;
    }

    /**
     * {@return the health of a claim's table}
     *
     * @param claim what is pending, and in which order
     */
    public static QueueHealth of(Claim<?> claim) {
        Queue queue = Queue.of(claim.spec());
        return new QueueHealth("batching.queue", dsl -> List.of(queue), Limits.ofDefaults());
    }

    /**
     * {@return the same by other limits}
     *
     * @param other replace {@link Limits#ofDefaults()}
     */
    public QueueHealth limits(Limits other) {
        return new QueueHealth(id, queues, other);
    }

    /**
     * {@return the same with an id of its own, as those that are asked together need}
     *
     * @param own lower-case words joined by hyphens, parts joined by dots, such as {@code batching.mail}
     */
    public QueueHealth id(String own) {
        return new QueueHealth(own, queues, limits);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return "Queues that grow, age, fail, or claim slowly.";
    }

    @Override
    public List<Finding> find(DSLContext dsl) {
        List<Finding> all = new ArrayList<>();
        for (Queue queue : queues.apply(dsl)) {
            List<Finding> held = Horizon.held(dsl, queue, limits);
            all.addAll(held);
            all.addAll(QueueRows.find(dsl, queue, limits));
            all.addAll(ClaimPlan.find(dsl, queue, limits, !held.isEmpty()));
            all.addAll(Horizon.find(dsl, queue, limits, !held.isEmpty()));
        }
        return List.copyOf(all);
    }

    private static List<Queue> jobTable(DSLContext dsl) {
        boolean exists = dsl.fetchSingle("select to_regclass({0}) is not null", DSL.inline(Jobs.DEFAULT.getName()))
                .get(0, Boolean.class);
        return exists ? List.of(Queue.ofJobs(Jobs.DEFAULT)) : List.of();
    }
}
