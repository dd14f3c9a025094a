package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.BackfillRun;
import io.pgstride.batching.internal.backfill.BackfillSpec;
import io.pgstride.batching.internal.backfill.DryRun;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * A change to a large table, made in small batches in the order of its key, that can be interrupted at any moment and continues
 * where it was.
 *
 * <pre>{@code
 * Backfill backfill = Backfill.on(dataSource).name("events_kind_id")
 *         .update(EVENTS).set(EVENTS.KIND_ID, kindIdOf(EVENTS.KIND)).where(EVENTS.KIND_ID.isNull())
 *         .throttle(Throttles.replicaLag(Duration.ofSeconds(10)))
 *         .listener(ConsoleProgress.on(System.out))
 *         .build();
 * BackfillResult result = backfill.run();
 * }</pre>
 *
 * <p>Each batch is one transaction at READ COMMITTED:
 *
 * <pre>{@code
 * SELECT ... FROM pgstride_backfill_range WHERE name = ? AND NOT finished LIMIT 1 FOR UPDATE SKIP LOCKED;
 * SELECT id FROM events WHERE id > ? AND id <= ? ORDER BY id OFFSET 999 LIMIT 1;      -- where the batch ends
 * UPDATE events SET kind_id = ... WHERE id > ? AND id <= ? AND kind_id IS NULL AND kind_id IS DISTINCT FROM ...;
 * UPDATE pgstride_backfill_range SET position = ? ... RETURNING set_config('synchronous_commit', 'off', true);
 * COMMIT
 * }</pre>
 *
 * <p>As the position is written by the transaction that changes the rows, a row's change is made exactly once, whenever a process, its
 * connection or the server dies. Any number of processes may run the same backfill: a range has one worker at a time, and those without a
 * range wait to take over.
 *
 * <p>The COMMIT of a batch does not wait for the disk or for standbys ({@code synchronous_commit = off}), as rows are locked until it is done; the last one of a range
 * does, and with it all before are safe. So what {@link #run()} reports as completed survives a crash; of a backfill under way, a crash of the server may take back the last batches
 * (by default up to 0.6 s), and a failover those that had not reached the standby: rows and position together, and they are made again. A transform that has effects
 * elsewhere then has them twice; {@link BackfillBuilder#synchronousCommit()} has each COMMIT wait.
 *
 * <p>The walk ends at the key that is the last when the backfill begins, so writers should write new rows rightly by then; rows that
 * appear behind the walk are not seen. {@link BackfillBuilder#untilEmpty()} follows new keys at the end.
 *
 * <p>A deadlock, a serialization failure, a lock or statement timeout halves the batches (unless their size is fixed) and is retried after a random pause; a lost
 * server is looked for again until {@link BackfillBuilder#reconnectWithin}; any other error ends the run with
 * {@link BackfillFailedException}.
 *
 * <p>Immutable and thread-safe. Takes a connection from the DataSource for each batch and check, and holds none while it waits. A connection that is half-open
 * blocks its batch until the driver gives up: set {@code socketTimeout} above the statement timeout.
 */
public final class Backfill {
    private final BackfillSpec spec;

    Backfill(BackfillSpec spec) {
        this.spec = spec;
    }

    /**
     * {@return the start of a backfill's description}
     *
     * @param dataSource of the primary; stays the caller's to close
     */
    public static Source on(DataSource dataSource) {
        return new Source(Objects.requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Runs on this thread, and on others beside it for {@linkplain BackfillBuilder#parallelRanges parallel ranges}, from the
     * checkpoint to the end; blocks until then. While the backfill is paused, it waits. A backfill that is complete returns at once. An
     * interrupt ends the run after the batch under way and remains set.
     *
     * @return what was done
     * @throws BackfillFailedException if a batch failed for good
     * @throws io.pgstride.core.PgstrideException if the key does not serve, or the name is taken by a backfill of another table, key or statement
     * @throws org.jooq.exception.DataAccessException if the checkpoint cannot be made or read
     */
    public BackfillResult run() {
        return new BackfillRun(spec).run();
    }

    /**
     * Tells what {@link #run()} would do, and does none of it: nothing is written, no checkpoint made, and the statement only planned.
     *
     * @return the statement of the first batch, its plan, and what there is to walk over
     * @throws io.pgstride.core.PgstrideException if the key does not serve
     * @throws org.jooq.exception.DataAccessException if PostgreSQL refuses the statement
     */
    public BackfillPlan dryRun() {
        return new DryRun(spec).plan();
    }

    /** {@return the name of its checkpoint} */
    public String name() {
        return spec.name();
    }

    @Override
    public String toString() {
        return "Backfill[" + spec.name() + ": " + spec.statement().verb() + " " + spec.walk() + "]";
    }

    /** A backfill without a name yet. Immutable. */
    public static final class Source {
        private final DataSource dataSource;

        Source(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * {@return the choice of what to do}
         *
         * <p>The checkpoint keeps the kind of the backfill and a hash of its SQL without the values, and a run of another statement is refused until
         * {@link BackfillControl#accept} or {@link BackfillControl#reset}. Of a {@linkplain Named#transform transform} the table and the condition are compared, and not
         * the code.
         *
         * @param name of the checkpoint, for good: a run of the same name continues where the last one was; 1 to 100 characters, not blank
         * @throws IllegalArgumentException if it is blank or longer
         */
        public Named name(String name) {
            if (name.isBlank() || name.length() > 100) {
                throw new IllegalArgumentException(
                        "a backfill's name has 1 to 100 characters and is not blank, but this one has " + name.length()
                                + "; name it after the column it fills");
            }
            return new Named(dataSource, name);
        }
    }

    /** A backfill of which only the name is known. Immutable. */
    public static final class Named {
        private final DataSource dataSource;
        private final String name;

        Named(DataSource dataSource, String name) {
            this.dataSource = dataSource;
            this.name = name;
        }

        /**
         * {@return a backfill that updates rows}
         *
         * @param table not aliased
         */
        public UpdateBackfill update(Table<?> table) {
            return new UpdateBackfill(dataSource, name, table);
        }

        /**
         * {@return a backfill that deletes rows}
         *
         * @param table not aliased
         */
        public DeleteBackfill delete(Table<?> table) {
            return new DeleteBackfill(dataSource, name, table);
        }

        /**
         * {@return a backfill that inserts rows made of those of another table}
         *
         * @param target where to
         * @param columns of the target
         */
        public InsertBackfill insertInto(Table<?> target, Field<?>... columns) {
            return new InsertBackfill(dataSource, name, target, List.of(columns));
        }

        /**
         * {@return a backfill that changes rows in Java}
         *
         * @param table not aliased
         * @param transform run for each batch
         * @param <R> the table's record type
         */
        public <R extends Record> TransformBackfill<R> transform(Table<R> table, RowTransform<R> transform) {
            return new TransformBackfill<>(dataSource, name, table, transform);
        }
    }
}
