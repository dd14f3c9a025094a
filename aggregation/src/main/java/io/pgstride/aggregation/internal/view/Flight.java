package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshFailedException;
import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.aggregation.view.RefreshResult;
import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.telemetry.Tags;
import java.util.Optional;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;

/**
 * Refreshes of which one at a time runs for each view, whatever process it is in.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Who calls draws a number. A refresh serves a call if it drew a higher one, as its snapshot was taken after the call then. No clock is asked.
 *   <li>Who waits looks for such a refresh in the history after each attempt at the lock, and, having the lock, before running one. Its holder has committed
 *       the record before the lock is free, so of all who waited for one refresh, one runs the next, and the others find it.
 *   <li>The lock goes with its transaction, so nothing is left of one that was killed, and the next attempt has it.
 * </ul>
 */
public final class Flight {
    private final Settings settings;
    private final Units units;
    private final History history;
    private final RefreshStatement statement = new RefreshStatement();

    /** Of whatever view. */
    public Flight(Settings settings, Units units) {
        this.settings = settings;
        this.units = units;
        this.history = new History(settings.schema());
    }

    /** What is found, or was run here. */
    private record Landed(Refresh.Ended ended, boolean shared) {}

    /** Refreshes it, or waits for another one to do so. */
    public RefreshResult refresh(Name view) {
        History.Start call = units.refreshing().call(dsl -> call(dsl, view));
        Patience patience = Patience.quick(call.view().sql(), settings.waitTimeout());
        Optional<Landed> landed = attempt(call);
        while (landed.isEmpty()) {
            patience.pause();
            landed = attempt(call);
        }
        return result(call.view(), landed.get());
    }

    private History.Start call(DSLContext dsl, Name view) {
        Catalog.requirePrimary(dsl, view);
        Target target = Catalog.target(dsl, view);
        target.kind(settings.mode());
        return history.start(dsl, target.id());
    }

    /** A COMMIT of unknown outcome is looked for in the history like the refresh of somebody else. */
    private Optional<Landed> attempt(History.Start call) {
        try {
            return units.refreshing().call(dsl -> attempt(dsl, call));
        } catch (CommitOutcomeUnknownException e) {
            return Optional.empty();
        } catch (DataAccessException e) {
            throw lost(call.view(), e);
        }
    }

    private Optional<Landed> attempt(DSLContext dsl, History.Start call) {
        boolean alone = ViewLock.tryLock(dsl, call.view());
        Optional<RefreshRecord> found = history.since(dsl, call.view(), call.id());
        if (found.isPresent()) {
            return found.map(refresh -> new Landed(new Refresh.Ended(refresh, Optional.empty()), true));
        }
        return alone ? Optional.of(new Landed(run(dsl, call.view()), false)) : Optional.empty();
    }

    private Refresh.Ended run(DSLContext dsl, ViewId view) {
        return new Refresh(settings, history, statement).run(dsl, view);
    }

    /** Refreshes it if it is due and nobody else does; nothing if not. */
    Optional<RefreshResult> refreshIf(ViewId view, Predicate<DSLContext> due) {
        try {
            Optional<Landed> landed = units.refreshing()
                    .call(dsl -> due.test(dsl) && ViewLock.tryLock(dsl, view) && due.test(dsl)
                            ? Optional.of(new Landed(run(dsl, view), false))
                            : Optional.empty());
            return landed.map(ended -> result(view, ended));
        } catch (DataAccessException e) {
            throw lost(view, e);
        }
    }

    /** Ends the statement that runs. */
    void cancel() {
        statement.cancel();
    }

    private RefreshResult result(ViewId view, Landed landed) {
        RefreshRecord refresh = landed.ended().refresh();
        if (landed.shared()) {
            settings.telemetry()
                    .counter("pgstride.aggregation.view-refreshes-shared", Tags.of("view", view.tag()))
                    .increment();
        }
        refresh.failure().ifPresent(failure -> {
            throw new RefreshFailedException(
                    view.sql(),
                    failure,
                    refresh.process(),
                    landed.ended().failure().orElse(null));
        });
        return new RefreshResult(refresh, landed.shared());
    }

    /** A session that was ended under the refresh failed it; a server that cannot be reached is told as it is. */
    private RuntimeException lost(ViewId view, DataAccessException e) {
        return Errors.isLost(e) ? new RefreshFailedException(view.sql(), Errors.failure(e), settings.process(), e) : e;
    }
}
