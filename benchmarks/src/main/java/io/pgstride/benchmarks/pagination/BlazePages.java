package io.pgstride.benchmarks.pagination;

import com.blazebit.persistence.Criteria;
import com.blazebit.persistence.CriteriaBuilder;
import com.blazebit.persistence.CriteriaBuilderFactory;
import jakarta.persistence.EntityManager;
import java.io.Serializable;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keyset pagination of Blaze-Persistence. */
final class BlazePages implements Pages {
    private static final Logger LOGGER = Logger.getLogger("com.blazebit");

    static {
        // It tells its version, and warns that CDI is not there.
        LOGGER.setLevel(Level.SEVERE);
    }

    private final EntityManager session;
    private final CriteriaBuilderFactory builders;
    private final int size;
    private final Ordering ordering;

    BlazePages(EntityManager session, int size, Ordering ordering) {
        this.session = session;
        this.builders = Criteria.getDefault().createCriteriaBuilderFactory(session.getEntityManagerFactory());
        this.size = size;
        this.ordering = ordering;
    }

    @Override
    public EventPage first() {
        return page(query());
    }

    @Override
    public EventPage at(Place place) {
        @Nullable
        Serializable[] keys = ordering.terms().stream()
                .map(term -> (Serializable) term.column().of(place.after()))
                .toArray(Serializable[]::new);
        CriteriaBuilder<JpaEvent> query = query();
        query.afterKeyset(keys);
        return page(query);
    }

    private CriteriaBuilder<JpaEvent> query() {
        CriteriaBuilder<JpaEvent> query = builders.create(session, JpaEvent.class, "event");
        for (SortTerm term : ordering.terms()) {
            query.orderBy("event." + term.column().attribute(), !term.descending(), false);
        }
        return query;
    }

    private EventPage page(CriteriaBuilder<JpaEvent> query) {
        List<Event> rows = query.setMaxResults(size + 1).getResultList().stream()
                .map(JpaEvent::event)
                .toList();
        return EventPage.of(rows, size);
    }
}
