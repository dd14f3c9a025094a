package io.pgstride.examples.tour.chapters;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.plan.Explain;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.TourException;
import io.pgstride.examples.tour.chapters.BystanderReport.Way;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A new column filled by one statement and by a backfill, with others at work on the same table. */
public final class UpdateAgainstBackfill implements Chapter {
    private static final Duration ALONE = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 6;

    @Override
    public String title() {
        return "One huge UPDATE against a backfill";
    }

    @Override
    public String why() {
        return """
                One UPDATE of a large table keeps every row that it has changed locked until it commits: whoever writes such \
                a row waits for the end, soon every connection of a pool does, and who would only read waits for a connection. \
                A backfill changes the rows in small batches in the order of their key. Each batch commits at once, with the place where the \
                next one begins, so that it can be paused, stopped or killed, and goes on where it was. Beside both, four connections \
                read or update one row each, one every 4 ms; a wait counts from when the statement was due.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        DeviceColumn column = new DeviceColumn(tour.dsl(), tour.events());
        HikariConfig config = new HikariConfig();
        config.setDataSource(tour.dataSource());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMaxLifetime(0);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            column.reset();
            Way alone = beside(tour, column, pool, "nobody", () -> LockSupport.parkNanos(ALONE.toNanos()));
            column.reset();
            Way update =
                    beside(tour, column, pool, "UPDATE", () -> column.update().execute());
            column.reset();
            Exhibit exhibit = exhibit(tour, column, pool);
            Way backfill = beside(
                    tour, column, pool, "backfill", () -> column.backfill(pool).run());
            return BystanderReport.of(column.rows(), alone, update, backfill, exhibit);
        } finally {
            column.drop();
        }
    }

    private static Way beside(
            TourContext tour, DeviceColumn column, HikariDataSource pool, String name, Runnable change) {
        try (Bystander bystander = new Bystander(pool, column.tableName(), column.rows())) {
            long start = System.nanoTime();
            change.run();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Way way = new Way(name, took, bystander.end(), column.sums(), bystander.writes());
            tour.console().line(way.toString());
            return way;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TourException("The tour was interrupted");
        }
    }

    private static Exhibit exhibit(TourContext tour, DeviceColumn column, HikariDataSource pool) {
        var plan = column.backfill(pool).dryRun();
        return new Exhibit(
                "filling the column",
                new Statement(
                        "One UPDATE",
                        readable(column.update().getSQL()),
                        Explain.on(tour.dsl()).plan(column.update()).toText()),
                new Statement(
                        "A batch of the backfill",
                        readable(plan.statement()),
                        plan.plan().orElseThrow().toText()));
    }

    private static String readable(String sql) {
        return sql.replace("\"pgstride_tour\".", "").replace("\"", "").replaceAll(" (set|from|where|and) ", "\n$1 ");
    }
}
