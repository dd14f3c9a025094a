package io.pgstride.aggregation.summary;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import io.pgstride.aggregation.GeneratedDdl;
import io.pgstride.aggregation.internal.summary.SummarySpec;
import io.pgstride.aggregation.internal.summary.SummarySql;
import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import io.pgstride.aggregation.internal.upkeep.Patient;
import io.pgstride.aggregation.internal.upkeep.Script;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A GROUP BY that is kept in a table, and of which a refresh recomputes what has changed and no more:
 *
 * <pre>{@code
 * SummaryTable daily = SummaryTable.of(EVENTS_DAILY)
 *         .from(EVENTS)
 *         .groupBy(EVENTS_DAILY.KIND, EVENTS.KIND)
 *         .groupBy(EVENTS_DAILY.DAY, DSL.cast(EVENTS.CREATED_AT, SQLDataType.DATE))
 *         .count(EVENTS_DAILY.EVENTS)
 *         .sum(EVENTS_DAILY.BYTES, EVENTS.BYTES)
 *         .byDeltas();
 * daily.install(dataSource);         // or ddl() into a migration
 * daily.repair(dataSource);          // queues what is there
 * daily.refresh(dataSource);         // every few seconds
 * }</pre>
 *
 * <p>Triggers of the source table queue which groups a statement has changed ({@linkplain SummaryBuilder#byDirtyKeys dirty keys}), or by how much
 * ({@linkplain SummaryBuilder#byDeltas deltas}); they only add rows, so writers never wait for each other. A refresh takes them from the queue in batches, each a transaction.
 * Between two refreshes the summary is stale, by {@link #staleness} at most; it is never wrong about what it has taken.
 *
 * <p>A row of which a group's expression is null belongs to no group; {@code coalesce} gives it one. A sum counts null as 0.
 *
 * <p>Immutable and thread-safe; holds no connection.
 */
public final class SummaryTable {
    /** How many queued changes a transaction of a refresh takes. */
    public static final int BATCH = 5_000;

    private final SummarySpec spec;
    private final ObjectNames names;

    SummaryTable(SummarySpec spec) {
        this.spec = spec;
        this.names = ObjectNames.of(spec.table());
    }

    /**
     * {@return the start of a summary's description}
     *
     * @param table with its schema; {@link #ddl()} creates it
     */
    public static Start of(Table<?> table) {
        return new Start(Objects.requireNonNull(table, "table"));
    }

    /** {@return the statements that create all of it} Creating the triggers locks the source against writers for a moment. */
    public GeneratedDdl ddl() {
        return SummarySql.ddl(spec);
    }

    /**
     * Runs {@link #ddl()} in one transaction, which waits for locks in short attempts so that writers do not queue behind it. May run again. The summary is empty until {@link #repair}.
     *
     * @param dataSource of the primary, by the owner of the source
     * @throws org.jooq.exception.DataAccessException if the database refuses it
     */
    public void install(DataSource dataSource) {
        String statements = ddl().create();
        new Patient(dataSource).call(dsl -> {
            Script.run(dsl, statements);
            return true;
        });
    }

    /**
     * Takes what is queued into the summary, in transactions of {@value #BATCH} changes, until it has met all that was there. One session at a time; others return at once.
     *
     * <pre>{@code SELECT changes, groups, set_config('synchronous_commit', 'off', true) FROM events_daily_refresh(5000)}</pre>
     *
     * <p>The COMMIT does not wait for the disk or for standbys: what a crash takes back is in the queue again with it.
     *
     * @param dataSource of the primary
     * @return what it did
     * @throws org.jooq.exception.DataAccessException if the database refuses it; batches before are done
     */
    public SummaryRefresh refresh(DataSource dataSource) {
        Patient patient = new Patient(dataSource);
        long changes = 0;
        long groups = 0;
        while (true) {
            Record batch = patient.call(this::batch);
            long taken = batch.get("changes", long.class);
            groups += batch.get("groups", long.class);
            changes += Math.max(0, taken);
            if (taken < BATCH) {
                return new SummaryRefresh(changes, groups, taken < 0);
            }
        }
    }

    private Record batch(DSLContext dsl) {
        return dsl.select(
                        field(name("changes"), SQLDataType.BIGINT),
                        field(name("groups"), SQLDataType.BIGINT),
                        field("set_config('synchronous_commit', 'off', true)", SQLDataType.VARCHAR))
                .from(DSL.table("{0}({1})", names.object("refresh"), val(BATCH)))
                .fetchSingle();
    }

    /**
     * Compares all groups with their rows, in one statement that costs as much as the GROUP BY itself, and changes nothing. What is queued counts as done.
     *
     * @param dsl on the primary or a replica
     * @return how many groups are wrong
     */
    public long drift(DSLContext dsl) {
        return dsl.fetchCount(DSL.table("{0}()", names.object("measure")));
    }

    /**
     * Compares as {@link #drift} does, and queues what is wrong for the next {@link #refresh}; while everybody goes on writing. Fills a new summary.
     *
     * @param dataSource of the primary
     * @return how many groups were wrong
     * @throws org.jooq.exception.DataAccessException if the database refuses it
     */
    public long repair(DataSource dataSource) {
        Field<Long> repair = DSL.function(names.object("repair"), SQLDataType.BIGINT);
        return new Patient(dataSource)
                .call(dsl -> dsl.select(repair).fetchSingle().value1());
    }

    /**
     * {@return how old the oldest change is that the summary does not have, by the start of its transaction; empty if it has all}
     *
     * @param dsl on the primary or a replica
     */
    public Optional<Duration> staleness(DSLContext dsl) {
        Field<OffsetDateTime> at = field(name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
        Field<Long> micros =
                field("(extract(epoch from clock_timestamp() - min({0})) * 1000000)::bigint", SQLDataType.BIGINT, at);
        return Optional.ofNullable(dsl.select(micros)
                        .from(DSL.table(names.object("queue")))
                        .fetchSingle()
                        .value1())
                .map(age -> Duration.ofNanos(1_000 * Math.max(0, age)));
    }

    @Override
    public String toString() {
        return "SummaryTable[" + spec.table().getName() + "]";
    }

    /** A summary of which only the table is known. Immutable. */
    public static final class Start {
        private final Table<?> table;

        Start(Table<?> table) {
            this.table = table;
        }

        /**
         * {@return the description of what it summarises}
         *
         * @param source with its schema
         */
        public SummaryBuilder from(Table<?> source) {
            return new SummaryBuilder(table, Objects.requireNonNull(source, "source"));
        }
    }
}
