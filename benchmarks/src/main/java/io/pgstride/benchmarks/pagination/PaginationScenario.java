package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Database;
import io.pgstride.benchmarks.server.Environment;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/** Pages of 50 events, newest first, at the start and behind 80% of the rows. */
public final class PaginationScenario implements Scenario {
    private static final int PAGE_SIZE = 50;
    private static final int PAGES_WALKED = 100;

    private final ToLongFunction<Scale> rows;

    /** The scenario at the sizes that documentation speaks of. */
    public PaginationScenario() {
        this(scale -> switch (scale) {
            case SMOKE -> 300_000;
            case FULL -> 5_000_000;
        });
    }

    PaginationScenario(ToLongFunction<Scale> rows) {
        this.rows = rows;
    }

    @Override
    public String name() {
        return "pagination";
    }

    @Override
    public String about() {
        return "Pages of a large table: the first, one behind 80% of the rows, many in sequence.";
    }

    @Override
    public List<Case<?>> cases(Environment environment, Scale scale) throws Exception {
        long count = rows.applyAsLong(scale);
        Database database = environment.postgres();
        environment.say("data       %,d events, pages of %d, the deep page behind %,d rows"
                .formatted(count, PAGE_SIZE, count * 8 / 10));
        EventData.load(database, count);
        Place deep = EventData.place(database, count * 8 / 10);
        return List.of(uniformDesc(database, deep, scale.pace()), overhead(database, scale.pace()));
    }

    private static Case<PageSubject> uniformDesc(Database database, Place deep, Pace pace) {
        return new Case<>(
                "uniform-desc",
                List.of(
                        pgstride(database),
                        jdbc("handwritten", database, Shape.ROW_VALUE),
                        jooqSeek(database),
                        jdbc("or-expansion", database, Shape.OR_EXPANSION),
                        jdbc("offset", database, Shape.OFFSET)),
                List.of(
                        buffers("buffers.first", PageSubject::buffersOfFirst, PageSubject::first),
                        buffers("buffers.deep", pages -> pages.buffersAt(deep), pages -> pages.at(deep)),
                        Metric.millis(
                                "ms.deep",
                                pace,
                                pages -> Outcome.one(pages.at(deep).answer()))));
    }

    private static Metric<PageSubject> buffers(String name, Ask<Long> count, Ask<EventPage> page) {
        return Metric.exact(
                name,
                "buffers",
                pages -> new Reading(count.of(pages), page.of(pages).answer()));
    }

    private interface Ask<T> {
        T of(PageSubject pages) throws SQLException;
    }

    // tag::case[]
    private static Case<PageSubject> overhead(Database database, Pace pace) {
        return new Case<>(
                "overhead",
                List.of(pgstride(database), jdbc("handwritten", database, Shape.ROW_VALUE), jooqSeek(database)),
                List.of(Metric.millis(
                        "ms.page", pace, pages -> new Outcome(PAGES_WALKED, new Answer(pages.walk(PAGES_WALKED))))));
    }
    // end::case[]

    private static Contender<PageSubject> pgstride(Database database) {
        return new Contender<>("pgstride", () -> new PgstridePages(database.connect(), PAGE_SIZE));
    }

    private static Contender<PageSubject> jooqSeek(Database database) {
        return new Contender<>("jooq-seek", () -> new JooqSeekPages(database.connect(), PAGE_SIZE));
    }

    private static Contender<PageSubject> jdbc(String name, Database database, Shape shape) {
        return new Contender<>(name, () -> new JdbcPages(database.connect(), PAGE_SIZE, shape));
    }
}
