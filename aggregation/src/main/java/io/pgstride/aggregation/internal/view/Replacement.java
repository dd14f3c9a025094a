package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.MaterializedViews;
import io.pgstride.aggregation.view.RefreshFailedException;
import io.pgstride.aggregation.view.RefreshKind;
import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.core.Identifiers;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.ResultQuery;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * A view made anew beside the old one, which it then takes the place of.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>All of it is one transaction, so that nothing is left behind however it ends. It locks nothing of the old view until the swap, which is its last step.
 *   <li>It holds the lock of the view's refreshes, and its number is drawn before its query: so it serves those who wait for a refresh.
 *   <li>The new view is made as the owner of the old one, as refreshes will run its query, and so by a role that is left before the history is written.
 * </ul>
 */
public final class Replacement {
    private static final String DEPENDENTS_STILL_EXIST = "2BP01";

    private final Settings settings;
    private final Units units;
    private final History history;
    private final RefreshStatement statement = new RefreshStatement();

    /** With whatever definition. */
    public Replacement(Settings settings, Units units) {
        this.settings = settings;
        this.units = units;
        this.history = new History(settings.schema());
    }

    /** Makes it and swaps. */
    public RefreshRecord replace(Name view, ResultQuery<?> definition) {
        Patience patience = Patience.quick(Identifiers.quoted(view), settings.waitTimeout());
        Optional<RefreshRecord> done = attempt(view, definition);
        while (done.isEmpty()) {
            patience.pause();
            done = attempt(view, definition);
        }
        return done.get();
    }

    private Optional<RefreshRecord> attempt(Name view, ResultQuery<?> definition) {
        return units.refreshing().call(dsl -> {
            Catalog.requirePrimary(dsl, view);
            ViewId id = Catalog.target(dsl, view).id();
            return ViewLock.tryLock(dsl, id) ? Optional.of(replace(dsl, id, definition)) : Optional.empty();
        });
    }

    private RefreshRecord replace(DSLContext dsl, ViewId id, ResultQuery<?> definition) {
        Original original = Original.read(dsl, id);
        original.requireNoDependents(dsl);
        History.Start start = history.start(dsl, id);
        new Requests(history).clear(dsl, id);
        Measures rows;
        try {
            rows = asOwner(dsl, original, definition);
        } catch (DataAccessException e) {
            throw new RefreshFailedException(id.sql(), Errors.failure(e), settings.process(), e);
        }
        RefreshRecord done = history.add(dsl, start, RefreshKind.REPLACEMENT, settings.process(), rows);
        history.trim(dsl, id, settings.kept());
        return done;
    }

    private Measures asOwner(DSLContext dsl, Original original, ResultQuery<?> definition) {
        String session = dsl.fetchSingle("select current_setting('role')").get(0, String.class);
        RefreshStatement.noticeALostClient(dsl);
        role(dsl, original.owner());
        Copies copies = new Copies(statement, original.id());
        create(dsl, original, copies.to(), definition);
        List<String> renames = copies.make(dsl);
        statement.run(dsl, "ANALYZE " + copies.to().sql());
        Measures rows = Measures.of(dsl, copies.to());
        swap(dsl, original, copies.to(), renames);
        role(dsl, session);
        return rows;
    }

    private static void role(DSLContext dsl, String role) {
        dsl.fetch("select set_config('role', {0}, true)", DSL.val(role));
    }

    private void create(DSLContext dsl, Original original, ViewId view, ResultQuery<?> definition) {
        dsl.fetch(
                "select set_config('default_tablespace', {0}, true), set_config('default_table_access_method', {1}, true)",
                DSL.val(original.tablespace()), DSL.val(original.accessMethod()));
        String options = original.options().isEmpty() ? "" : " WITH (" + original.options() + ")";
        statement.run(
                dsl,
                "CREATE MATERIALIZED VIEW " + view.sql() + options + " AS " + dsl.renderInlined(definition)
                        + "\nWITH DATA");
    }

    /** Who waits for the lock keeps new readers waiting, so it is asked for shortly and again. */
    private void swap(DSLContext dsl, Original original, ViewId view, List<String> renames) {
        dsl.setLocal(DSL.name("lock_timeout"), DSL.inline((int) MaterializedViews.SWAP_LOCK_TIMEOUT.toMillis()))
                .execute();
        Patience patience = Patience.slow(original.id().sql(), settings.waitTimeout());
        for (int attempt = 1; !swapped(dsl, original, view, renames, attempt); attempt++) {
            patience.pause();
        }
    }

    private boolean swapped(DSLContext dsl, Original original, ViewId view, List<String> renames, int attempt) {
        try {
            dsl.transaction(tx -> {
                statement.run(
                        tx.dsl(), "DROP MATERIALIZED VIEW " + original.id().sql());
                statement.run(
                        tx.dsl(),
                        "ALTER MATERIALIZED VIEW " + view.sql() + " RENAME TO "
                                + Identifiers.quoted(
                                        DSL.quotedName(original.id().name())));
                renames.forEach(sql -> statement.run(tx.dsl(), sql));
            });
            return true;
        } catch (DataAccessException e) {
            if (Errors.hasState(e, DEPENDENTS_STILL_EXIST)) {
                original.requireNoDependents(dsl);
            }
            if (!Errors.isInUse(e) || attempt == MaterializedViews.SWAP_ATTEMPTS) {
                throw e;
            }
            return false;
        }
    }
}
