package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;

import io.pgstride.core.plan.Explain;
import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.TourException;
import io.pgstride.examples.tour.chapters.LoadRace.Contender;
import io.pgstride.examples.tour.chapters.LoadRace.Heat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows written one by one, by a JDBC batch, and by COPY; and brought up to date by a batch and by COPY. */
public final class InsertLoopBatchCopy implements Chapter {
    private static final int[] SIZES = {100, 1_000, 10_000, 50_000};
    private static final int LARGEST_LOOP = 10_000;
    private static final int UPSERTED = 20_000;
    private static final int SERVER_PREPARED_FROM = 5;

    @Override
    public String title() {
        return "Insert loop, batch, COPY";
    }

    @Override
    public String why() {
        return """
                One INSERT for each row pays for a round trip and an executor's start and end with every row. A JDBC batch saves the \
                round trips, and with reWriteBatchedInserts, as here, sends up to 128 rows in one INSERT. pgstride's BulkWriter sends \
                binary COPY, which parses nothing; for rows that may be there already, COPY into a temporary table and one INSERT … \
                ON CONFLICT. All ways write the same rows into a table like events, with its three indexes, in one transaction.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        try (Connection connection = dataSource(tour).getConnection()) {
            Loading loading = new Loading(connection);
            loading.create();
            try {
                return race(tour, loading);
            } finally {
                loading.drop();
            }
        } catch (SQLException e) {
            throw new TourException("The connection failed: " + e.getMessage(), e);
        }
    }

    /** With what makes loops and batches fastest: the tour's connections else plan each statement anew. */
    private static PGSimpleDataSource dataSource(TourContext tour) throws SQLException {
        PGSimpleDataSource theirs = tour.dataSource().unwrap(PGSimpleDataSource.class);
        PGSimpleDataSource own = new PGSimpleDataSource();
        own.setUrl(theirs.getURL());
        own.setUser(theirs.getUser());
        own.setPassword(theirs.getPassword());
        own.setPrepareThreshold(SERVER_PREPARED_FROM);
        own.setReWriteBatchedInserts(true);
        return own;
    }

    private static ChapterResult race(TourContext tour, Loading loading) throws SQLException {
        LoadRace race = new LoadRace(loading, tour.console());
        List<EventsRecord> rows = rows(tour, SIZES[SIZES.length - 1]);
        race.warmUp(contenders(), rows.subList(0, Math.min(rows.size(), SIZES[1])));
        List<Heat> inserts = new ArrayList<>();
        for (int size : SIZES) {
            if (size <= rows.size()) {
                List<Contender> ways = contenders();
                inserts.add(
                        race.run("insert", size <= LARGEST_LOOP ? ways : ways.subList(1, 3), rows.subList(0, size)));
            }
        }
        Heat upsert = race.run(
                "upsert",
                List.of(
                        new Contender("batch", Loading::halfAreThere, (l, all) -> l.batch(Loading.UPSERT, all)),
                        new Contender("COPY", Loading::halfAreThere, (l, all) -> l.copy(Loading.COPY_UPSERT, all))),
                rows.subList(0, Math.min(rows.size(), UPSERTED)));
        return LoadReport.of(inserts, upsert, List.of(exhibit(tour)));
    }

    private static List<Contender> contenders() {
        return List.of(
                new Contender("loop", (l, all) -> l.empty(), Loading::oneByOne),
                new Contender("batch", (l, all) -> l.empty(), (l, all) -> l.batch(Loading.INSERT, all)),
                new Contender("COPY", (l, all) -> l.empty(), (l, all) -> l.copy(Loading.COPY, all)));
    }

    private static List<EventsRecord> rows(TourContext tour, int most) {
        return tour.dsl()
                .selectFrom(EVENTS)
                .where(EVENTS.ID.le((long) most))
                .orderBy(EVENTS.ID)
                .fetch();
    }

    private static Exhibit exhibit(TourContext tour) {
        return new Exhibit(
                "bringing rows up to date",
                new Statement(
                        "JDBC batch",
                        Loading.UPSERT.replace("pgstride_tour.", "").replaceAll(" (VALUES|ON|DO|SET) ", "\n$1 "),
                        Explain.on(tour.dsl())
                                .plan(Loading.UPSERT.replaceFirst("\\(\\?.*?\\)", "(1, 1, 1, 'view', null, 1, now())"))
                                .toText()),
                new Statement("BulkWriter", """
                        CREATE TEMPORARY TABLE pg_temp.s (n bigint, c1 bigint, ...) ON COMMIT DROP
                        COPY pg_temp.s (n, c1, ...) FROM STDIN WITH (FORMAT binary)
                        INSERT INTO events_loaded (id, ...) SELECT c1, ...
                          FROM (SELECT DISTINCT ON (c1) ... FROM pg_temp.s ORDER BY c1, n DESC) d
                          ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, ...
                          WHERE CAST(ROW(events_loaded.user_id, ...) AS record) *<> CAST(ROW(excluded.user_id, ...) AS record)
                        DROP TABLE pg_temp.s""", ""));
    }
}
