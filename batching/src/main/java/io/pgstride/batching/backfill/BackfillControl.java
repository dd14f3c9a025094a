package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.Checkpoints;
import io.pgstride.batching.internal.backfill.Remote;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.transaction.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Looks at backfills and steers them, from any process, by their checkpoints:
 *
 * <pre>{@code
 * BackfillControl control = BackfillControl.on(dataSource);
 * control.pause("events_kind_id");
 * control.resume("events_kind_id");
 * }</pre>
 *
 * <p>A command is a single {@code UPDATE pgstride_backfill SET wanted = ? WHERE name = ?}: it waits for no batch and returns at once. Runs see it before their next batch; a paused one looks
 * once a second, a throttled one at least every 5 seconds. Immutable and thread-safe; calls block and take one connection each.
 */
public final class BackfillControl {
    private final Remote remote;

    private BackfillControl(Remote remote) {
        this.remote = remote;
    }

    /**
     * {@return control over the backfills whose checkpoint the search path leads to}
     *
     * @param dataSource of the primary; stays the caller's to close
     */
    public static BackfillControl on(DataSource dataSource) {
        return new BackfillControl(new Remote(Transactions.on(dataSource), new Checkpoints(null)));
    }

    /**
     * {@return control over the backfills whose checkpoint is in a schema}
     *
     * @param schema as given to {@link BackfillBuilder#checkpointSchema}
     */
    public BackfillControl checkpointSchema(String schema) {
        return new BackfillControl(remote.in(Objects.requireNonNull(schema, "schema")));
    }

    /** {@return all backfills that have a checkpoint, by name} */
    public List<BackfillStatus> list() {
        return remote.list();
    }

    /**
     * {@return how a backfill stands; empty where it has no checkpoint}
     *
     * @param name of the backfill
     */
    public Optional<BackfillStatus> status(String name) {
        return remote.list().stream()
                .filter(status -> status.name().equals(name))
                .findFirst();
    }

    /**
     * Has the runs of a backfill wait after the batch under way, and those that begin later, until it is resumed or stopped.
     *
     * @param name of the backfill
     * @throws PgstrideException if it has no checkpoint
     */
    public void pause(String name) {
        remote.pause(name);
    }

    /**
     * Has a paused or stopped backfill go on; one that nobody runs still needs a run.
     *
     * @param name of the backfill
     * @throws PgstrideException if it has no checkpoint
     */
    public void resume(String name) {
        remote.resume(name);
    }

    /**
     * Ends the runs of a backfill after the batch under way. A run that begins later continues it.
     *
     * @param name of the backfill
     * @throws PgstrideException if it has no checkpoint
     */
    public void stop(String name) {
        remote.stop(name);
    }

    /**
     * Has the next run go on where the last one was, though its columns or conditions are others: after a change of the table's classes, or a release of
     * jOOQ that writes the SQL otherwise. Rows that are done already are not visited again.
     *
     * @param name of the backfill
     * @throws PgstrideException if it has no checkpoint
     */
    public void accept(String name) {
        remote.accept(name);
    }

    /**
     * Forgets a backfill, so that the next run begins at the first key; its runs end. What it changed stays changed. Waits for the batches under way.
     *
     * @param name of the backfill
     * @throws PgstrideException if it has no checkpoint
     */
    public void reset(String name) {
        remote.reset(name);
    }
}
