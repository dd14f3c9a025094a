package io.pgstride.examples.tour;

import io.pgstride.examples.tour.TourRun.Surroundings;
import io.pgstride.examples.tour.TourRun.Visit;
import io.pgstride.examples.tour.report.Reports;
import io.pgstride.testing.ServerStartException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Runs every pattern of pgstride beside the way it replaces: {@code mvn -q -Ptour verify}.
 *
 * <p>Exit code 0 when all ways agreed, 1 when two ways to one answer did not or the tour could not end.
 */
public final class Tour {
    /** As by the clean-up on the user's server when the tour is interrupted. */
    private static final String CONNECTION_ENDED = "57P01";

    private final TourOptions options;
    private final TourConsole console;
    private final Clock clock;
    private final List<Chapter> chapters;

    Tour(TourOptions options, TourConsole console, Clock clock, List<Chapter> chapters) {
        this.options = options;
        this.console = console;
        this.clock = clock;
        this.chapters = List.copyOf(chapters);
    }

    public static void main(String[] arguments) {
        TourConsole console = new TourConsole(System.out);
        try {
            TourOptions options = TourOptions.from(System.getProperties(), System.getenv());
            TourRun run = new Tour(options, console, Clock.systemUTC(), Chapters.all()).run();
            System.exit(Reports.conclude(run, options.output(), console) ? 0 : 1);
        } catch (TourException | ServerStartException e) {
            console.heading("The tour stopped. " + e.getMessage());
            System.exit(1);
        } catch (DataAccessException e) {
            if (!CONNECTION_ENDED.equals(e.sqlState())) {
                throw e;
            }
            console.heading("The tour was interrupted; its connection was ended.");
            System.exit(1);
        }
    }

    TourRun run() {
        Instant started = clock.instant();
        console.heading(String.format(Locale.ROOT, "pgstride tour, %,d events", options.events()));
        try (TourServer server = TourServer.open(options.url());
                Connection connection = server.dataSource().getConnection()) {
            console.done("server", server.kind(), Duration.between(started, clock.instant()));
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
            new Loader(dsl, console).load(options.events());
            Surroundings surroundings = Survey.of(dsl, server.kind(), options.events());
            List<Visit> visits = visit(new TourContext(
                    dsl,
                    server.dataSource(),
                    options.events(),
                    server.kind().equals(EmbeddedTourServer.KIND),
                    console));
            return new TourRun(surroundings, started, Duration.between(started, clock.instant()), visits);
        } catch (SQLException e) {
            throw new TourException("The connection failed: " + e.getMessage(), e);
        }
    }

    private List<Visit> visit(TourContext context) {
        List<Visit> visits = new ArrayList<>();
        for (Chapter chapter : chapters) {
            console.heading("Chapter " + (visits.size() + 1) + ": " + chapter.title());
            visits.add(new Visit(chapter, chapter.run(context)));
        }
        return visits;
    }
}
