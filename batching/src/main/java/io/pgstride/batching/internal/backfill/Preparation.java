package io.pgstride.batching.internal.backfill;

import static io.pgstride.batching.internal.backfill.Checkpoints.ESTIMATED;
import static io.pgstride.batching.internal.backfill.Checkpoints.FAILURE;
import static io.pgstride.batching.internal.backfill.Checkpoints.FINISHED;
import static io.pgstride.batching.internal.backfill.Checkpoints.HIGH;
import static io.pgstride.batching.internal.backfill.Checkpoints.KEY_COLUMNS;
import static io.pgstride.batching.internal.backfill.Checkpoints.LAST_KEY;
import static io.pgstride.batching.internal.backfill.Checkpoints.LOW;
import static io.pgstride.batching.internal.backfill.Checkpoints.NAME;
import static io.pgstride.batching.internal.backfill.Checkpoints.NUMBER;
import static io.pgstride.batching.internal.backfill.Checkpoints.STATEMENT;
import static io.pgstride.batching.internal.backfill.Checkpoints.VERB;
import static io.pgstride.batching.internal.backfill.Checkpoints.WAITING_FOR;
import static io.pgstride.batching.internal.backfill.Checkpoints.WALKED;
import static io.pgstride.batching.internal.backfill.Checkpoints.WANTED;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.plan.Explain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What happens before the first batch of a run: the checkpoint is made, or found and checked, and its ranges suffice for the workers.
 *
 * <p>Invariants: it is one transaction that holds the lock of the backfill's row, so that processes which begin at once do it one
 * after the other; the unfinished ranges cover exactly what is not done yet, before and after; only ranges that nobody works on are split.
 */
final class Preparation {
    /** For each worker, so that none has much less to do than the others. */
    private static final int RANGES_PER_WORKER = 4;

    private final BackfillSpec spec;
    private final Checkpoints tables;
    private final CheckpointStore store;

    Preparation(BackfillSpec spec) {
        this.spec = spec;
        this.tables = spec.checkpoints();
        this.store = spec.store();
    }

    /** Whether there is anything to do. */
    boolean run(DSLContext dsl) {
        String kind = new KeyCheck(spec.walk()).kind(dsl).orElse("");
        Fingerprint own = Fingerprint.of(dsl, spec.statement());
        int added = dsl.insertInto(tables.backfills())
                .columns(NAME, WALKED, KEY_COLUMNS, VERB, STATEMENT)
                .values(spec.name(), walked(), spec.walk().columnNames(), own.verb(), own.statement())
                .onConflictDoNothing()
                .execute();
        Record row = store.lock(dsl).orElseThrow(); // in READ COMMITTED, what a conflict was with is seen now
        refuseOther(row, own);
        begin(dsl, row.get(WANTED), own.statement());
        if (added > 0 || spec.follow()) {
            addToLastKey(dsl, row.get(LAST_KEY));
        }
        splitForWorkers(dsl, Splits.canSample(kind));
        return store.ranges(dsl).stream().anyMatch(range -> !range.finished());
    }

    private String walked() {
        return TableNames.regclass(spec.walk().table());
    }

    private void refuseOther(Record row, Fingerprint own) {
        Fingerprint begun = Fingerprint.of(row);
        if (!walked().equals(row.get(WALKED)) || !Arrays.equals(spec.walk().columnNames(), row.get(KEY_COLUMNS))) {
            throw other("has walked " + row.get(WALKED) + " by " + String.join(", ", row.get(KEY_COLUMNS))
                    + ", and now would walk " + spec.walk());
        }
        if (!own.verb().equals(begun.verb())) {
            throw other("has begun to " + begun.verb() + " " + walked() + ", and now would " + own.verb() + " it");
        }
        if (begun.statement() != null && !own.equals(begun)) {
            throw other("has begun to " + begun.verb() + " " + walked()
                    + " by a statement with other columns or conditions than now");
        }
    }

    private PgstrideException other(String difference) {
        return new PgstrideException(
                "backfill \"" + spec.name() + "\" " + difference
                        + "; give it another name, or, by BackfillControl, reset it to begin anew, or accept it to go on where it is");
    }

    /** What was stopped is wanted again; what is paused remains so. */
    private void begin(DSLContext dsl, String wanted, @Nullable String statement) {
        dsl.update(tables.backfills())
                .set(WANTED, Wanted.of(wanted) == Wanted.PAUSE ? wanted : Wanted.RUN.text())
                .setNull(FAILURE)
                .setNull(WAITING_FOR)
                .set(STATEMENT, statement)
                .where(NAME.eq(spec.name()))
                .execute();
    }

    private void addToLastKey(DSLContext dsl, String @Nullable [] end) {
        Record last = dsl.fetchOne(spec.walk().last());
        if (last == null) {
            return;
        }
        Position low = end == null ? null : Position.of(end);
        Position high = spec.walk().read(last);
        if (low == null || dsl.fetchSingle(spec.walk().count(low, high)).value1() > 0) {
            insert(dsl, store.ranges(dsl).size(), low, high);
            dsl.update(tables.backfills())
                    .set(LAST_KEY, high.toArray())
                    .set(ESTIMATED, estimate(dsl, high))
                    .where(NAME.eq(spec.name()))
                    .execute();
        }
    }

    private long estimate(DSLContext dsl, Position high) {
        Select<?> all = DSL.select(spec.walk().key())
                .from(spec.walk().table())
                .where(spec.walk().range(null, high));
        return (long) Explain.on(dsl).plan(all).root().planRows().orElse(0);
    }

    private void splitForWorkers(DSLContext dsl, boolean sampled) {
        long unfinished =
                store.ranges(dsl).stream().filter(range -> !range.finished()).count();
        if (unfinished > 0 && unfinished < spec.workers()) {
            split(dsl, sampled, (int) Math.ceil((double) spec.workers() * RANGES_PER_WORKER / unfinished));
        }
    }

    private void split(DSLContext dsl, boolean sampled, int parts) {
        double estimated = dsl.select(ESTIMATED)
                .from(tables.backfills())
                .where(NAME.eq(spec.name()))
                .fetchSingle()
                .value1();
        Splits splits = new Splits(spec.walk(), sampled, estimated);
        int next = store.ranges(dsl).size();
        for (KeyRange free : free(dsl)) {
            List<Position> ends = new ArrayList<>(splits.of(dsl, free.from(), free.high(), parts));
            if (!ends.isEmpty()) {
                ends.add(free.high());
                shorten(dsl, free, ends.get(0));
                for (int i = 1; i < ends.size(); i++) {
                    insert(dsl, next++, ends.get(i - 1), ends.get(i));
                }
            }
        }
    }

    private List<KeyRange> free(DSLContext dsl) {
        return dsl.select(KeyRange.FIELDS)
                .from(tables.ranges())
                .where(NAME.eq(spec.name()))
                .and(FINISHED.isFalse())
                .orderBy(NUMBER)
                .forUpdate()
                .skipLocked()
                .fetch(KeyRange::of);
    }

    private void shorten(DSLContext dsl, KeyRange range, Position high) {
        dsl.update(tables.ranges())
                .set(HIGH, high.toArray())
                .where(NAME.eq(spec.name()))
                .and(NUMBER.eq(range.number()))
                .execute();
    }

    private void insert(DSLContext dsl, int number, @Nullable Position low, Position high) {
        dsl.insertInto(tables.ranges())
                .columns(NAME, NUMBER, LOW, HIGH)
                .values(spec.name(), number, low == null ? null : low.toArray(), high.toArray())
                .execute();
    }
}
