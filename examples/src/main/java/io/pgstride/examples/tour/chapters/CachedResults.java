package io.pgstride.examples.tour.chapters;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.caching.Cache;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.Race;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.TourException;
import io.pgstride.examples.tour.chapters.AskedAgain.Times;
import io.pgstride.examples.tour.chapters.AssessmentResults.Result;
import io.pgstride.examples.tour.chapters.StaleRace.Left;
import io.pgstride.examples.tour.chapters.Stampede.Bursts;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** A dear query asked again and again, by many at once, and while what it reads is changed. */
public final class CachedResults implements Chapter {
    private static final Duration RACING = Duration.ofSeconds(3);
    private static final int CONNECTIONS = 10;

    @Override
    public String title() {
        return "A dear query, kept aside and never stale";
    }

    @Override
    public String why() {
        return """
                A join and an aggregate that many ask for is worth keeping aside. The usual way, to get, else query and put, and to remove after a \
                commit, has two holes. When an entry is not there, all who ask query at once. And who has read the old row and is held up before \
                the put stores it after the removal: stale until it expires. Here one of all who ask queries, and what was read before a commit is \
                not stored behind it. The usual way is a map here, as Redis would be, or any cache by that scheme; in the race a read is held up for \
                up to twice what a commit takes.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        try (HikariDataSource pool = pool(tour.dataSource())) {
            long assessment = AssessmentResults.heaviest(tour.dsl());
            AssessmentResults results = new AssessmentResults(pool);
            ChapterResult result;
            try (Cache<Long, List<Result>> cache = results.cache()) {
                Times times = new AskedAgain(results, cache, assessment).run();
                List<Bursts> bursts = new Stampede(results, cache, assessment).run();
                Left left = new StaleRace(pool).run(RACING);
                result = CachingReport.of(times, bursts, left, exhibit(tour, assessment));
            }
            tour.console().line(result.finding());
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TourException("The tour was interrupted");
        }
    }

    private static HikariDataSource pool(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }

    private static Exhibit exhibit(TourContext tour, long assessment) {
        return new Exhibit(
                "results of an assessment",
                new Race(tour.dsl()).explained("By the query", AssessmentResults.select(tour.dsl(), assessment)),
                new Statement("From the cache", """
                        -- nothing while the entry is there
                        -- once, for all who ask, after a commit that invalidates it: the same query""", ""));
    }
}
