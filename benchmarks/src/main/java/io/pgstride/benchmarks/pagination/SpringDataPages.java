package io.pgstride.benchmarks.pagination;

import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.data.repository.Repository;

/** Keyset scrolling of Spring Data JPA. */
final class SpringDataPages implements Pages {
    private final Events events;
    private final Ordering ordering;
    private final Sort sort;
    private final Limit size;

    SpringDataPages(EntityManager session, int size, Ordering ordering) {
        this.events = new JpaRepositoryFactory(session).getRepository(Events.class);
        this.ordering = ordering;
        this.sort =
                Sort.by(ordering.terms().stream().map(SpringDataPages::order).toList());
        this.size = Limit.of(size);
    }

    /** The repository that an application would declare. */
    interface Events extends Repository<JpaEvent, Long> {
        Window<JpaEvent> findBy(ScrollPosition position, Sort sort, Limit size);
    }

    @Override
    public EventPage first() {
        return page(ScrollPosition.keyset());
    }

    @Override
    public EventPage at(Place place) {
        Map<String, Object> keys = new HashMap<>();
        for (SortTerm term : ordering.terms()) {
            keys.put(term.column().attribute(), term.column().of(place.after()));
        }
        return page(ScrollPosition.forward(keys));
    }

    private EventPage page(ScrollPosition position) {
        Window<JpaEvent> window = events.findBy(position, sort, size);
        List<Event> rows = window.stream().map(JpaEvent::event).toList();
        return new EventPage(rows, window.hasNext());
    }

    /** Spring Data JPA refuses null placement here; PostgreSQL's ascending order has NULLs last. */
    private static Sort.Order order(SortTerm term) {
        String attribute = term.column().attribute();
        return term.descending() ? Sort.Order.desc(attribute) : Sort.Order.asc(attribute);
    }
}
