package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.batching.BatchProcessor;
import io.pgstride.caching.InvalidationOutbox;
import io.pgstride.caching.redis.internal.OutboxTarget;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The parts of an outbox in one process, put together. Thread-safe.
 *
 * <p>The states of a row:
 *
 * <pre>
 *              commit                 its process has invalidated          keep is over
 *   (nothing) ────────► pending ────────────────────────────────► done ─────────────────► (deleted)
 *                          │   a relay has, from due_at on          ▲
 *                          └────────────────────────────────────────┘
 * </pre>
 *
 * <p>In the normal case its own process invalidates, before {@code commit()} returns, and says so in the background, many rows at once; relays leave it alone meanwhile.
 * An invalidation may happen twice, and may come in any order: it only takes away, and fences only rise. What must not happen is that a row is done of which no master of
 * Redis has heard; that this master then forgets is what {@link Watch} is for, and why rows stay for a while.
 */
public final class Keeper implements AutoCloseable {
    private static final Duration ACKNOWLEDGE = Duration.ofMillis(100);
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final Duration TEND = Duration.ofMillis(250);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final OutboxTarget target;
    private final Acknowledgements done;
    private final OutboxWriter writer;
    private final Watch watch;
    private final BatchProcessor processor;
    private final Upkeep upkeep;
    private final Tasks tasks;
    private final List<Telemetry.Registration> gauges;
    private volatile boolean closed;

    /** Starts. */
    public Keeper(OutboxTarget target, DataSource primary, Outbox outbox, KeeperSettings settings) {
        Tags tags = Tags.of("prefix", target.prefix());
        Telemetry telemetry = settings.telemetry();
        OutboxStatements statements = new OutboxStatements(outbox);
        DSLContext dsl = DSL.using(primary, SQLDialect.POSTGRES);
        this.target = target;
        this.done = new Acknowledgements(statements, primary);
        this.writer = new OutboxWriter(target.place(), statements, done, settings.delay());
        this.watch = new Watch(
                target,
                new Replay(outbox, primary, target, telemetry.counter("pgstride.caching.outbox.replayed", tags)));
        this.processor = new Relaying(outbox, target, telemetry.counter("pgstride.caching.outbox.relayed", tags))
                .processor(primary, settings.delay().dividedBy(2), telemetry);
        this.upkeep = new Upkeep(statements, dsl, settings.keep());
        this.tasks = new Tasks("pgstride-outbox-" + target.prefix());
        this.gauges = List.of(
                telemetry.gauge(
                        "pgstride.caching.outbox.lag", tags, () -> upkeep.lag().toMillis() / 1000.0),
                telemetry.gauge(
                        "pgstride.caching.outbox.distrusted",
                        tags,
                        () -> target.gate().isOpen() ? 0 : 1));
        start();
    }

    private void start() {
        target.guard(there -> {});
        Runnable look = tasks.every(CHECK, "looking whether Redis is the one that it was", watch::check);
        target.guard(there -> {
            if (there) {
                look.run();
            }
        });
        look.run();
        tasks.every(ACKNOWLEDGE, "acknowledging invalidations", done::flush);
        tasks.every(TEND, "the upkeep of the outbox", this::tend);
    }

    /** The processor runs as long as Redis is worth a try, so that rows are not put off again and again while it is away. */
    private void tend() {
        boolean wanted = target.answers() && !closed;
        if (wanted && !processor.isRunning()) {
            processor.start();
        } else if (!wanted && processor.isRunning()) {
            processor.stop(STOP);
        }
        upkeep.run();
    }

    /** For the builders of caches. */
    public InvalidationOutbox outbox() {
        return writer;
    }

    /** What is wrong; does not block. */
    public List<Finding> findings() {
        return OutboxFindings.of(
                target.prefix(),
                upkeep.lag(),
                watch.closedFor(),
                !closed && (processor.isRunning() || !target.answers()),
                closed);
    }

    /** Ends the threads, and acknowledges what there is. Redis is not believed any more. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        target.guard(there -> {});
        gauges.forEach(Telemetry.Registration::close);
        tasks.close();
        processor.close();
        done.flush();
    }
}
