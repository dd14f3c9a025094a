package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.aggregation.view.ViewStatus;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;

/** What is asked of views, and for them, without a refresh. */
public record Asking(Settings settings, Units units) {
    /** Its id, and the name of the host where the environment has one. */
    public static String thisProcess() {
        String host = System.getenv("HOSTNAME");
        long pid = ProcessHandle.current().pid();
        return host == null || host.isBlank() ? "process " + pid : pid + "@" + host;
    }

    /** How it stands. */
    public ViewStatus status(Name view) {
        return units.looking().call(dsl -> new Statuses(history()).of(dsl, view));
    }

    /** All that is kept. */
    public List<RefreshRecord> history(Name view) {
        return units.looking().call(dsl -> new Statuses(history()).history(dsl, view, settings.kept()));
    }

    /** In a transaction of its own. */
    public void request(Name view) {
        units.looking().run(dsl -> {
            Catalog.requirePrimary(dsl, view);
            request(dsl, view);
        });
    }

    /** In the caller's transaction. */
    public void request(DSLContext dsl, Name view) {
        new Requests(history()).add(dsl, Catalog.target(dsl, view).id());
    }

    private History history() {
        return new History(settings.schema());
    }
}
