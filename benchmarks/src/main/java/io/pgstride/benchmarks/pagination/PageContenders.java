package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.server.Database;
import java.util.ArrayList;
import java.util.List;

/** Who takes part in which case. */
final class PageContenders {
    private final Database database;
    private final int pageSize;

    PageContenders(Database database, int pageSize) {
        this.database = database;
        this.pageSize = pageSize;
    }

    /** All that give the right rows on every page. */
    List<Contender<PageSubject>> of(Ordering ordering) {
        List<Contender<PageSubject>> contenders = new ArrayList<>(ofSameSql(ordering));
        contenders.add(blaze(ordering));
        if (!ordering.hasNulls()) {
            contenders.addAll(losingNulls(ordering));
        }
        contenders.add(jdbc("offset", ordering, new Offset(ordering)));
        return contenders;
    }

    List<Contender<PageSubject>> ofSameSql(Ordering ordering) {
        List<Contender<PageSubject>> contenders = new ArrayList<>();
        if (ordering == Ordering.UNIFORM_DESC) {
            contenders.add(pgstride(ordering));
        }
        contenders.add(jdbc("handwritten", ordering, new Handwritten(ordering)));
        contenders.add(new Contender<>("jooq-seek", () -> new JooqSeekPages(database.connect(), pageSize, ordering)));
        return contenders;
    }

    List<Contender<PageSubject>> losingNulls(Ordering ordering) {
        return List.of(
                new Contender<>(
                        "spring-data-jpa",
                        () -> new JpaPages(database, session -> new SpringDataPages(session, pageSize, ordering))),
                jdbc("or-expansion", ordering, new OrExpansion(ordering)));
    }

    private Contender<PageSubject> pgstride(Ordering ordering) {
        return new Contender<>("pgstride", () -> new PgstridePages(database.connect(), pageSize, ordering));
    }

    private Contender<PageSubject> blaze(Ordering ordering) {
        return new Contender<>(
                "blaze-persistence",
                () -> new JpaPages(database, session -> new BlazePages(session, pageSize, ordering)));
    }

    private Contender<PageSubject> jdbc(String name, Ordering ordering, Shape shape) {
        return new Contender<>(name, () -> new JdbcPages(database.connect(), pageSize, ordering, shape));
    }
}
