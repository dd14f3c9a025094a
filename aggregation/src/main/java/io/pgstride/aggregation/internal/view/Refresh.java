package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshKind;
import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.aggregation.view.RefreshRefusedException;
import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import io.pgstride.core.telemetry.Tags;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * One refresh, in the transaction that holds the view's lock.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Its number is drawn before its statement takes a snapshot, at READ COMMITTED. So it sees what was committed before any lower number was drawn.
 *   <li>The requests that it deletes are those of a snapshot before that. They, the rows of the view and the record are committed together.
 *   <li>What fails is undone up to a savepoint, and the record of the failure committed. Who is killed, or cancelled as it is to end, leaves no record, and no
 *       lock.
 * </ul>
 */
record Refresh(Settings settings, History history, RefreshStatement statement) {
    /** What became of it, to be thrown when that is committed. */
    record Ended(RefreshRecord refresh, Optional<DataAccessException> failure) {}

    Ended run(DSLContext dsl, ViewId view) {
        long began = System.nanoTime();
        RefreshKind kind = Catalog.target(dsl, view.qualified()).kind(settings.mode());
        History.Start start = history.start(dsl, view);
        Ended ended;
        try {
            dsl.transaction(tx -> refresh(tx.dsl(), view, kind));
            Measures rows = Measures.of(dsl, view);
            ended = new Ended(history.add(dsl, start, kind, settings.process(), rows), Optional.empty());
        } catch (DataAccessException e) {
            ended = failed(dsl, start, kind, e);
        }
        history.trim(dsl, view, settings.kept());
        measure(view, ended, began);
        return ended;
    }

    private void refresh(DSLContext dsl, ViewId view, RefreshKind kind) {
        RefreshStatement.noticeALostClient(dsl);
        new Requests(history).clear(dsl, view);
        statement.run(
                dsl,
                "REFRESH MATERIALIZED VIEW " + (kind == RefreshKind.CONCURRENT ? "CONCURRENTLY " : "") + view.sql());
    }

    private Ended failed(DSLContext dsl, History.Start start, RefreshKind kind, DataAccessException e) {
        if (Errors.isLost(e) || statement.isCancelled()) {
            throw e;
        }
        refuseIfDropped(dsl, start.view(), e);
        return new Ended(history.addFailure(dsl, start, kind, settings.process(), Errors.failure(e)), Optional.of(e));
    }

    private static void refuseIfDropped(DSLContext dsl, ViewId view, DataAccessException e) {
        try {
            Catalog.target(dsl, view.qualified());
        } catch (RefreshRefusedException gone) {
            RefreshRefusedException dropped = new RefreshRefusedException(
                    Reason.NO_VIEW, view.sql(), "was dropped while it was to be refreshed; create it again");
            dropped.addSuppressed(e);
            throw dropped;
        }
    }

    private void measure(ViewId view, Ended ended, long began) {
        String outcome = ended.failure().isPresent()
                ? "failure"
                : ended.refresh().kind().name().toLowerCase(Locale.ROOT);
        Tags tags = Tags.of("view", view.tag()).and("outcome", outcome);
        settings.telemetry().timer("pgstride.aggregation.view-refreshes", tags).recordSince(began);
    }
}
