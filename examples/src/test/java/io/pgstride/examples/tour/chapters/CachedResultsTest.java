package io.pgstride.examples.tour.chapters;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.caching.Cache;
import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Loader;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourConsole;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.chapters.AssessmentResults.Result;
import io.pgstride.examples.tour.chapters.StaleRace.Left;
import io.pgstride.examples.tour.chapters.Stampede.Bursts;
import io.pgstride.testing.PostgresTest;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class CachedResultsTest {
    private static final long EVENTS = 10_000;

    private final DSLContext dsl;
    private final DataSource dataSource;
    private final TourConsole console =
            new TourConsole(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    CachedResultsTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.dataSource = dataSource;
    }

    @BeforeEach
    void load() {
        dsl.createSchema(PgstrideTour.PGSTRIDE_TOUR).execute();
        new Loader(dsl, console).load(EVENTS);
    }

    @AfterEach
    void drop() {
        dsl.dropSchema(PgstrideTour.PGSTRIDE_TOUR).cascade().execute();
    }

    @Test
    void oneOfManyQueriesWhereAllUsersOfTheMapDo() throws InterruptedException {
        AssessmentResults results = new AssessmentResults(dataSource);
        try (Cache<Long, List<Result>> cache = results.cache()) {
            List<Bursts> bursts = new Stampede(results, cache, AssessmentResults.heaviest(dsl)).run();
            assertThat(bursts)
                    .allMatch(burst -> burst.same() && burst.cached().queries() == 1)
                    .last()
                    .satisfies(most -> assertThat(most.naive().queries()).isGreaterThan(1));
        }
    }

    @Test
    void theMapIsLeftStaleAndTheCacheIsNot() throws InterruptedException {
        Left left = new StaleRace(dataSource).run(Duration.ofSeconds(5));
        assertThat(left.rounds()).isGreaterThan(10);
        assertThat(left.staleInMap()).isPositive();
        assertThat(left.staleInCache()).isZero();
    }

    @Test
    void allWaysAgree() {
        ChapterResult result = new CachedResults().run(new TourContext(dsl, dataSource, EVENTS, false, console));
        assertThat(result.steps()).noneMatch(Step::disagrees);
        assertThat(result.finding()).contains("the cache's 1.").contains("the cache 0.");
    }
}
