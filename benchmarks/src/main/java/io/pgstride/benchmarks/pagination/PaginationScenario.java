package io.pgstride.benchmarks.pagination;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Database;
import io.pgstride.benchmarks.server.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Pages of 50 events in several orderings, at the start and behind 80% of the rows, and many in sequence. */
public final class PaginationScenario implements Scenario {
    private static final int PAGE_SIZE = 50;
    private static final int PAGES_WALKED = 100;

    private final ToLongFunction<Scale> rows;
    private final Function<Scale, Pace> pace;

    /** The scenario at the sizes that documentation speaks of. */
    public PaginationScenario() {
        this(
                scale -> switch (scale) {
                    case SMOKE -> 100_000;
                    case FULL -> 5_000_000;
                },
                Scale::pace);
    }

    PaginationScenario(ToLongFunction<Scale> rows, Function<Scale, Pace> pace) {
        this.rows = rows;
        this.pace = pace;
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
        long deep = count * 8 / 10;
        Database database = environment.postgres();
        environment.say(
                "data       %,d events, pages of %d, the deep page behind %,d rows".formatted(count, PAGE_SIZE, deep));
        environment.say("peers      " + peers());
        EventData.load(database, count);
        PageContenders contenders = new PageContenders(database, PAGE_SIZE);
        List<Case<?>> cases = new ArrayList<>();
        for (Ordering ordering : Ordering.values()) {
            Place place = EventData.place(database, ordering, deep);
            cases.add(new Case<>(
                    ordering.label(),
                    () -> EventData.index(database, ordering),
                    contenders.of(ordering),
                    atDepth(place, pace.apply(scale))));
        }
        cases.add(overhead(database, contenders, pace.apply(scale)));
        return cases;
    }

    /** From the build, as a jar of all knows no versions. */
    private static String peers() throws IOException {
        try (InputStream versions = Objects.requireNonNull(PaginationScenario.class.getResourceAsStream("peers.txt"))) {
            return new String(versions.readAllBytes(), UTF_8).strip();
        }
    }

    private static List<Metric<PageSubject>> atDepth(Place deep, Pace pace) {
        return List.of(
                Metric.exact(
                        "buffers.first",
                        "buffers",
                        pages -> new Reading(
                                pages.buffersOfFirst(), pages.first().answer())),
                // Answers for the deep page are those of ms.deep.
                Metric.exact("buffers.deep", "buffers", pages -> new Reading(pages.buffersAt(deep), Answer.none())),
                Metric.millis(
                        "ms.deep", pace, pages -> Outcome.one(pages.at(deep).answer())));
    }

    // tag::case[]
    private static Case<PageSubject> overhead(Database database, PageContenders contenders, Pace pace) {
        return new Case<>(
                "overhead",
                () -> EventData.index(database, Ordering.UNIFORM_DESC),
                contenders.ofOverhead(),
                List.of(Metric.millis(
                        "ms.page", pace, pages -> new Outcome(PAGES_WALKED, new Answer(pages.walk(PAGES_WALKED))))));
    }
    // end::case[]
}
