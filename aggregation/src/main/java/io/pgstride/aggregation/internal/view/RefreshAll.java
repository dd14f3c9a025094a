package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.ViewOutcome;
import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Name;

/** Views refreshed one after the other, those first that others read. */
public record RefreshAll(Settings settings, Units units) {
    /** All of a schema. */
    public List<ViewOutcome> ofSchema(String schema) {
        return refresh(dsl -> Graph.ofSchema(dsl, schema));
    }

    /** These. */
    public List<ViewOutcome> of(Collection<Name> views) {
        return refresh(dsl ->
                views.stream().map(view -> Catalog.target(dsl, view).id()).toList());
    }

    @FunctionalInterface
    private interface Choice {
        List<ViewId> in(DSLContext dsl);
    }

    private List<ViewOutcome> refresh(Choice choice) {
        List<ViewOutcome> outcomes = new ArrayList<>();
        Set<ViewId> stale = new HashSet<>();
        units.looking().call(dsl -> Graph.ordered(dsl, choice.in(dsl))).forEach((view, sources) -> {
            ViewOutcome outcome =
                    refresh(view, sources.stream().filter(stale::contains).toList());
            if (!(outcome instanceof ViewOutcome.Refreshed)) {
                stale.add(view);
            }
            outcomes.add(outcome);
        });
        return List.copyOf(outcomes);
    }

    private ViewOutcome refresh(ViewId view, List<ViewId> stale) {
        if (!stale.isEmpty()) {
            return new ViewOutcome.Skipped(
                    view.qualified(), stale.stream().map(ViewId::qualified).toList());
        }
        try {
            return new ViewOutcome.Refreshed(new Flight(settings, units).refresh(view.qualified()));
        } catch (PgstrideException e) {
            return new ViewOutcome.Failed(view.qualified(), e);
        }
    }
}
