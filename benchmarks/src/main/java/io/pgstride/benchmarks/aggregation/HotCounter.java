package io.pgstride.benchmarks.aggregation;

import static io.pgstride.benchmarks.aggregation.Place.number;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.run.Workers;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Clients that all insert rows of one parent, with 2 ms of other work in each transaction. */
final class HotCounter implements Subject {
    private static final int SLOTS = 16;
    private static final String INSERT = "INSERT INTO $child (parent_id) VALUES (1)";
    private static final String WORK = "SELECT pg_sleep(0.002)";
    private static final String UPDATE = "UPDATE $parent SET n = n + 1 WHERE id = 1";

    private final Place place;
    private final Sizes sizes;
    private final List<String> transaction;
    private final Optional<Counter<Long, Long>> counter;
    private final String exact;

    private HotCounter(
            Place place, Sizes sizes, String exact, Optional<CounterStorage> storage, List<String> transaction)
            throws SQLException {
        this.place = place;
        this.sizes = sizes;
        this.exact = exact;
        this.transaction = transaction.stream().map(place::here).toList();
        place.run(
                "DROP TABLE IF EXISTS $child, $parent",
                "CREATE TABLE $parent (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0)",
                "CREATE TABLE $child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint NOT NULL REFERENCES $parent)");
        this.counter = storage.map(chosen -> Counter.of(place.table("parent"), number("n"))
                .counting(place.table("child"), number("parent_id"))
                .storage(chosen)
                .build());
        counter.ifPresent(kept -> kept.install(place.pool()));
    }

    static Case<HotCounter> benchmark(Database database, Sizes sizes) {
        String column = "SELECT n FROM $parent";
        String ours = "SELECT $parent_n_exact(1)";
        return new Case<>(
                "hot-counter",
                List.of(
                        contender(
                                database,
                                sizes,
                                "counter-first",
                                column,
                                Optional.empty(),
                                List.of(UPDATE, INSERT, WORK)),
                        contender(
                                database,
                                sizes,
                                "counter-last",
                                column,
                                Optional.empty(),
                                List.of(INSERT, WORK, UPDATE)),
                        contender(
                                database,
                                sizes,
                                "pgstride",
                                ours,
                                Optional.of(CounterStorage.column()),
                                List.of(INSERT, WORK)),
                        contender(
                                database,
                                sizes,
                                "slots",
                                ours,
                                Optional.of(CounterStorage.slots(SLOTS)),
                                List.of(INSERT, WORK)),
                        contender(
                                database,
                                sizes,
                                "ledger",
                                ours,
                                Optional.of(CounterStorage.ledger()),
                                List.of(INSERT, WORK)),
                        contender(
                                database,
                                sizes,
                                "no-counter",
                                "SELECT count(*) FROM $child",
                                Optional.empty(),
                                List.of(INSERT, WORK))),
                List.of(Metric.clocked("tx_per_s", "1/s", sizes.warmUps(), HotCounter::transactionsPerSecond)));
    }

    private static Contender<HotCounter> contender(
            Database database,
            Sizes sizes,
            String name,
            String exact,
            Optional<CounterStorage> storage,
            List<String> statements) {
        String prefix = "hot_" + name.replace('-', '_');
        return new Contender<>(
                name,
                () -> new HotCounter(
                        Place.open(database, prefix, sizes.clients() + 1), sizes, exact, storage, statements));
    }

    /** The parent is made anew, so that the answer is the number of transactions. */
    @Override
    public void reset() throws SQLException {
        place.run(
                "TRUNCATE $child, $parent CASCADE",
                "INSERT INTO $parent (id) VALUES (1)",
                "VACUUM ANALYZE $child, $parent");
    }

    private Reading transactionsPerSecond() throws Exception {
        long begin = System.nanoTime();
        Workers.run(sizes.clients(), this::client);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Answer answer = place.answer(exact);
        counter.ifPresent(kept -> kept.rollUp(place.pool()));
        return new Reading(sizes.clients() * sizes.transactions() / seconds, answer);
    }

    private void client() throws SQLException {
        try (Connection connection = place.pool().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < sizes.transactions(); i++) {
                for (String sql : transaction) {
                    statement.execute(sql);
                }
                connection.commit();
            }
        }
    }

    @Override
    public void close() {
        place.close();
    }
}
