package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.Session;

/** Who takes part in which case. */
final class PageContenders {
    private final Database database;
    private final int pageSize;

    PageContenders(Database database, int pageSize) {
        this.database = database;
        this.pageSize = pageSize;
    }

    /** Those whose pages hold the right rows wherever they begin. */
    List<Contender<PageSubject>> of(Ordering ordering) {
        List<Contender<PageSubject>> contenders = new ArrayList<>(List.of(
                pgstride(ordering),
                handwritten(ordering),
                jooqSeek(ordering),
                jpa("blaze-persistence", session -> new BlazePages(session, pageSize, ordering))));
        if (!ordering.hasNulls()) {
            contenders.addAll(losingNulls(ordering));
        }
        contenders.add(jdbc("offset", ordering, new Offset(ordering, pageSize + 1)));
        return contenders;
    }

    /**
     * Those that compare a nullable column by {@code >} and {@code =} alone: after the last row with a value they find none of the
     * rows with NULL, so they are left out where there are NULLs. Spring Data JPA also refuses to place NULLs explicitly.
     */
    List<Contender<PageSubject>> losingNulls(Ordering ordering) {
        return List.of(
                jpa("spring-data-jpa", session -> new SpringDataPages(session, pageSize, ordering)),
                jdbc("or-expansion", ordering, new OrExpansion(ordering, pageSize + 1)));
    }

    /** Those that run the same SQL, so that what differs is what comes on top of it. */
    List<Contender<PageSubject>> ofOverhead() {
        Ordering ordering = Ordering.UNIFORM_DESC;
        return List.of(
                pgstride(ordering),
                plain("pgstride-records", connection -> PgstridePages.records(connection, pageSize, ordering)),
                handwritten(ordering),
                jooqSeek(ordering));
    }

    private Contender<PageSubject> pgstride(Ordering ordering) {
        return plain("pgstride", connection -> PgstridePages.reading(connection, pageSize, ordering));
    }

    private Contender<PageSubject> handwritten(Ordering ordering) {
        return jdbc("handwritten", ordering, new Handwritten(ordering, pageSize + 1));
    }

    private Contender<PageSubject> jooqSeek(Ordering ordering) {
        return plain("jooq-seek", connection -> new JooqSeekPages(connection, pageSize, ordering));
    }

    private Contender<PageSubject> jdbc(String name, Ordering ordering, Shape shape) {
        return plain(name, connection -> new JdbcPages(connection, pageSize, ordering, shape));
    }

    private Contender<PageSubject> plain(String name, Function<Connection, PageSubject> way) {
        return new Contender<>(name, () -> way.apply(database.connect()));
    }

    private Contender<PageSubject> jpa(String name, Function<Session, Pages> way) {
        return new Contender<>(name, () -> new JpaPages(database, way));
    }
}
