package io.pgstride.benchmarks.aggregation;

import static io.pgstride.benchmarks.aggregation.Place.number;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Database;
import java.sql.SQLException;
import java.util.List;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The fifty orders that were changed last, each with its customer's name, its region's, the number of its items and the latest change of one. */
final class Derived implements Subject {
    private static final int ITEMS = 10;
    private static final String JOIN = """
            SELECT o.id, c.name, r.name, count(*), max(i.changed)
              FROM $order o JOIN $customer c ON c.id = o.customer_id JOIN $region r ON r.id = c.region_id JOIN $item i ON i.order_id = o.id
             GROUP BY o.id, c.name, r.name ORDER BY max(i.changed) DESC, o.id LIMIT 50
            """;
    private static final String COLUMNS = """
            SELECT o.id, o.customer_name, c.region_name, o.items, o.changed
              FROM $order o JOIN $customer c ON c.id = o.customer_id ORDER BY o.changed DESC, o.id LIMIT 50
            """;

    private final Place place;
    private final Sizes sizes;
    private final String page;
    private int round;

    private Derived(Place place, Sizes sizes, String page) throws SQLException {
        this.place = place;
        this.sizes = sizes;
        this.page = page;
        place.run(
                "DROP TABLE IF EXISTS $item, $order, $customer, $region",
                "CREATE TABLE $region (id bigint PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE $customer (id bigint PRIMARY KEY, region_id bigint NOT NULL REFERENCES $region, name text NOT NULL)",
                "CREATE TABLE $order (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES $customer)",
                "CREATE TABLE $item (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES $order, changed bigint NOT NULL)",
                "INSERT INTO $region SELECT n, 'region ' || n FROM generate_series(1, 50) n",
                "INSERT INTO $customer SELECT n, 1 + n % 50, 'customer ' || n FROM generate_series(1, 1000) n",
                "INSERT INTO $order SELECT n, 1 + n % 1000 FROM generate_series(1, " + sizes.orders() + ") n",
                "INSERT INTO $item SELECT n, 1 + n % " + sizes.orders() + ", n FROM generate_series(1, " + items()
                        + ") n",
                "CREATE INDEX ON $customer (region_id)",
                "CREATE INDEX ON $order (customer_id)",
                "CREATE INDEX ON $item (order_id, changed)",
                "VACUUM ANALYZE $item, $order, $customer, $region");
    }

    static Case<Derived> benchmark(Database database, Sizes sizes, Pace pace) {
        return new Case<>(
                "derived",
                List.of(
                        new Contender<>("pgstride", () -> derived(database, sizes)),
                        new Contender<>("join", () -> new Derived(Place.open(database, "joined", 1), sizes, JOIN))),
                List.of(
                        Metric.millis("page_ms", pace, Derived::page),
                        Metric.clocked("write_ms", "ms", sizes.warmUps(), Derived::write)));
    }

    private static Derived derived(Database database, Sizes sizes) throws SQLException {
        Derived subject = new Derived(Place.open(database, "derived", 2), sizes, COLUMNS);
        Place place = subject.place;
        List<DerivedColumn> columns = List.of(
                DerivedColumn.of(place.table("order"), DSL.field(DSL.name("customer_name"), SQLDataType.CLOB))
                        .copyOf(
                                place.table("customer"),
                                DSL.field(DSL.name("name"), SQLDataType.CLOB),
                                number("customer_id")),
                DerivedColumn.of(place.table("customer"), DSL.field(DSL.name("region_name"), SQLDataType.CLOB))
                        .copyOf(
                                place.table("region"),
                                DSL.field(DSL.name("name"), SQLDataType.CLOB),
                                number("region_id")),
                DerivedColumn.of(place.table("order"), number("changed"))
                        .maxOf(place.table("item"), number("order_id"), number("changed")));
        Counter<Long, Long> items = Counter.of(place.table("order"), number("items"))
                .counting(place.table("item"), number("order_id"))
                .build();
        columns.forEach(column -> column.install(place.pool()));
        items.install(place.pool());
        columns.forEach(column -> column.repair(place.pool()));
        items.repair(place.pool());
        place.run("CREATE INDEX ON $order (changed DESC, id)", "VACUUM ANALYZE $order, $customer");
        return subject;
    }

    private Outcome page() throws SQLException {
        return Outcome.one(place.answer(page));
    }

    /** A hundred items of a hundred orders are changed, and all customers of a region renamed. */
    private Reading write() throws SQLException {
        round++;
        long begin = System.nanoTime();
        place.run(
                "UPDATE $item SET changed = changed + " + items() + " WHERE id BETWEEN " + (1 + 100 * round) + " AND "
                        + (100 + 100 * round),
                "UPDATE $customer SET name = name || '.' WHERE region_id = " + (1 + round % 50));
        return new Reading((System.nanoTime() - begin) / 1e6, place.answer(page));
    }

    private int items() {
        return sizes.orders() * ITEMS;
    }

    @Override
    public void close() {
        place.close();
    }
}
