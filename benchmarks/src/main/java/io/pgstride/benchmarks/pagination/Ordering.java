package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.SortTerm.asc;
import static io.pgstride.benchmarks.pagination.SortTerm.desc;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The orderings that pages are asked for in; each is a case, run with its index and the primary key's. */
enum Ordering {
    /** {@code CREATE INDEX events_page ON events (created_at DESC, id DESC)}. */
    UNIFORM_DESC(desc(Column.CREATED_AT), desc(Column.ID)),
    /** {@code CREATE INDEX events_page ON events (created_at DESC, id ASC)}. */
    MIXED(desc(Column.CREATED_AT), asc(Column.ID)),
    /**
     * {@code CREATE INDEX events_page ON events (kind ASC, created_at DESC, id DESC)}. The last of five kinds
     * is that of 45% of the events, so 80% deep is far inside it.
     */
    LOW_CARDINALITY_LEAD(asc(Column.KIND), desc(Column.CREATED_AT), desc(Column.ID)),
    /**
     * {@code CREATE INDEX events_page ON events (ended_at ASC NULLS LAST, id ASC)}. A tenth of the events has not ended, so
     * 80% deep lies among values, with NULLs to come.
     */
    NULLABLE(asc(Column.ENDED_AT), asc(Column.ID));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<SortTerm> terms;

    private final String sql;

    Ordering(SortTerm... terms) {
        this.terms = List.of(terms);
        this.sql = this.terms.stream().map(SortTerm::sql).collect(Collectors.joining(", "));
    }

    /** The name of its case. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<SortTerm> terms() {
        return terms;
    }

    boolean hasNulls() {
        return terms.stream().anyMatch(term -> term.column().nullable());
    }

    /** What follows ORDER BY. */
    String sql() {
        return sql;
    }
}
