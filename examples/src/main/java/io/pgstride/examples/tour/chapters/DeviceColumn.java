package io.pgstride.examples.tour.chapters;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.backfill.Backfill;
import io.pgstride.examples.db.PgstrideTour;
import java.math.BigDecimal;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.Update;
import org.jooq.impl.SQLDataType;

/** A copy of some events with a new column, to be filled from an old one. */
final class DeviceColumn {
    private static final long MOST = 300_000;
    private static final Name NAME = name(PgstrideTour.PGSTRIDE_TOUR.getName(), "events_with_device");
    private static final Table<Record> COPY = table(NAME);
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<String> DEVICE = field(name("device"), SQLDataType.CLOB);
    private static final Field<String> VALUE =
            coalesce(jsonbGetAttributeAsText(field(name("detail"), SQLDataType.JSONB), "client"), inline("unknown"));

    private final DSLContext dsl;
    private final long rows;

    DeviceColumn(DSLContext dsl, long events) {
        this.dsl = dsl;
        this.rows = Math.min(events, MOST);
    }

    long rows() {
        return rows;
    }

    String tableName() {
        return NAME.toString();
    }

    /** As it is before each way. */
    void reset() {
        drop();
        dsl.execute(
                "CREATE TABLE {0} AS SELECT *, NULL::text AS device, 0 AS seen FROM pgstride_tour.events WHERE id <= {1}",
                COPY, inline(rows));
        dsl.execute("ALTER TABLE {0} ADD PRIMARY KEY (id)", COPY);
        dsl.execute("VACUUM (ANALYZE) {0}", COPY);
    }

    void drop() {
        dsl.execute("DROP TABLE IF EXISTS {0}", COPY);
    }

    Update<Record> update() {
        return dsl.update(COPY).set(DEVICE, VALUE);
    }

    Backfill backfill(DataSource dataSource) {
        return Backfill.on(dataSource)
                .name("events_device")
                .update(COPY)
                .set(DEVICE, VALUE)
                .key(ID)
                .batchSize(BatchSize.adaptive(500, 5_000, Duration.ofMillis(50)))
                .checkpointSchema(PgstrideTour.PGSTRIDE_TOUR.getName())
                .build();
    }

    /** Of the filled column, and of how often others wrote. */
    record Sums(BigDecimal devices, long writes) {}

    Sums sums() {
        Field<BigDecimal> devices = field("sum(hashtextextended(id || ' ' || device, 0))", SQLDataType.NUMERIC);
        return dsl.select(devices, sum(field(name("seen"), SQLDataType.INTEGER)))
                .from(COPY)
                .fetchSingle(row -> new Sums(row.value1(), row.value2().longValueExact()));
    }
}
