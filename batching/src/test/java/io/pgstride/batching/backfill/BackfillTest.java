package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.KIND;
import static io.pgstride.batching.backfill.Items.KIND_ID;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.BatchSize;
import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
@Timeout(60)
class BackfillTest {
    private static final int ROWS = 5_000;
    private static final Field<Integer> NUMBER_OF_KIND = field("cast(right({0}, 1) as int)", SQLDataType.INTEGER, KIND);

    private final DataSource dataSource;
    private final DSLContext dsl;

    BackfillTest(PostgresDatabase database) {
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, ROWS);
    }

    @Test
    void updateEqualsOneLargeUpdate() {
        dsl.execute(
                "create table expected as select id, n, kind, right(kind, 1)::int as kind_id from items where id > 30");
        dsl.execute("insert into expected select * from items where id <= 30");
        BackfillResult result = Backfill.on(dataSource)
                .name("kinds")
                .update(ITEMS)
                .key(ID)
                .set(KIND_ID, NUMBER_OF_KIND)
                .where(ID.gt(30L))
                .batchSize(BatchSize.fixed(333))
                .build()
                .run();
        assertThat(result.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(result.scanned()).isEqualTo(ROWS);
        assertThat(result.changed()).isEqualTo(ROWS - 10);
        assertThat(result.batches()).isEqualTo(16);
        assertThat(Items.checksum(dsl)).isEqualTo(Items.checksum(dsl, "expected"));
        dsl.execute("drop table expected");
    }

    @Test
    void rowsThatAreRightAlreadyAreNotWritten() {
        dsl.execute("update items set kind_id = right(kind, 1)::int where id % 2 = 0");
        long right = dsl.fetchSingle("select count(*) from items where kind_id is not null")
                .get(0, long.class);
        BackfillResult guarded = kinds("guarded").build().run();
        assertThat(guarded.changed()).isEqualTo(ROWS - right);
        BackfillResult again = kinds("again").build().run();
        assertThat(again.scanned()).isEqualTo(ROWS);
        assertThat(again.changed()).isZero();
        assertThat(kinds("unguarded").unguarded().build().run().changed()).isEqualTo(ROWS);
    }

    @Test
    void noTimeThatIsLeftIsToldByTheFirstBatches() {
        List<Progress> all = new ArrayList<>();
        kinds("rates").batchSize(BatchSize.fixed(50)).listener(all::add).build().run();
        assertThat(all)
                .filteredOn(progress ->
                        progress.ended().isEmpty() && progress.elapsed().compareTo(Duration.ofSeconds(3)) < 0)
                .allSatisfy(progress -> assertThat(progress.eta()).isEmpty());
        assertThat(all.get(all.size() - 1).rowsPerSecond())
                .as("of all, at the end")
                .isPositive();
    }

    @Test
    void updateJoinsOtherTables() {
        dsl.execute("create table if not exists kinds (label text primary key, number int)");
        dsl.execute("insert into kinds select 'kind ' || i, 10 * i from generate_series(0, 6) i");
        Field<String> label = field(name("kinds", "label"), SQLDataType.CLOB);
        Field<Integer> number = field(name("kinds", "number"), SQLDataType.INTEGER);
        Backfill.on(dataSource)
                .name("join")
                .update(ITEMS)
                .key(ID)
                .set(KIND_ID, number)
                .from(table(name("kinds")))
                .where(label.eq(KIND))
                .build()
                .run();
        Backfill.on(dataSource)
                .name("subquery")
                .update(ITEMS)
                .key(ID)
                .set(N, DSL.select(number).from(table(name("kinds"))).where(label.eq(KIND)))
                .build()
                .run();
        assertThat(dsl.fetchSingle(
                                "select count(*) from items where kind_id = 10 * right(kind, 1)::int and n = kind_id")
                        .get(0, int.class))
                .isEqualTo(ROWS);
        dsl.execute("drop table kinds");
    }

    @Test
    void deleteEqualsOneLargeDelete() {
        BackfillResult result = Backfill.on(dataSource)
                .name("delete")
                .delete(ITEMS)
                .key(ID)
                .where(KIND.eq("kind 3"))
                .batchSize(BatchSize.fixed(100))
                .build()
                .run();
        assertThat(result.scanned()).isEqualTo(ROWS);
        assertThat(result.changed()).isEqualTo(714);
        assertThat(dsl.fetchCount(ITEMS, KIND.eq("kind 3"))).isZero();
        assertThat(dsl.fetchCount(ITEMS)).isEqualTo(ROWS - 714);
    }

    @Test
    void deleteOfAllRowsEnds() {
        Backfill.on(dataSource).name("all").delete(ITEMS).key(ID).build().run();
        assertThat(dsl.fetchCount(ITEMS)).isZero();
    }

    @Test
    void insertEqualsOneInsertSelect() {
        dsl.execute("insert into copies values (3, 'was there')");
        Table<Record> copies = table(name("copies"));
        BackfillResult result = Backfill.on(dataSource)
                .name("copy")
                .insertInto(
                        copies,
                        field(name("copies", "id"), SQLDataType.BIGINT),
                        field(name("copies", "kind"), SQLDataType.CLOB))
                .from(ITEMS)
                .select(ID, DSL.upper(KIND))
                .key(ID)
                .onConflictDoNothing()
                .batchSize(BatchSize.fixed(700))
                .build()
                .run();
        assertThat(result.changed()).isEqualTo(ROWS - 1);
        assertThat(dsl.fetchSingle("""
                        select count(*) from items i join copies c using (id)
                         where c.kind = case id when 3 then 'was there' else upper(i.kind) end""").get(0, int.class)).isEqualTo(ROWS);
    }

    @Test
    void transformWritesBackWhatChanged() {
        AtomicInteger calls = new AtomicInteger();
        BackfillResult result = Backfill.on(dataSource)
                .name("transform")
                .transform(ITEMS, (tx, rows) -> {
                    calls.incrementAndGet();
                    for (Record row : rows) {
                        if (row.get(ID) % 2 == 0) {
                            row.set(KIND, "even " + row.get(ID));
                            row.set(N, 5);
                        } else {
                            row.set(KIND, Objects.requireNonNull(row.get(KIND)));
                            row.set(KIND_ID, row.get(ID) % 5 == 0 ? 55 : null);
                        }
                    }
                })
                .key(ID)
                .where(ID.gt(60L))
                .batchSize(BatchSize.fixed(400))
                .build()
                .run();
        long changed = dsl.fetchSingle("select count(*) from items where id > 60 and (id % 2 = 0 or id % 5 = 0)")
                .get(0, long.class);
        assertThat(result.changed()).isEqualTo(changed);
        assertThat(calls).hasValue(13);
        assertThat(dsl.fetchSingle("""
                        select count(*) from items where id > 60 and (kind, n, kind_id) is not distinct from
                          (case when id % 2 = 0 then 'even ' || id else 'kind ' || right(kind, 1) end,
                           case when id % 2 = 0 then 5 else 0 end,
                           case when id % 2 = 1 and id % 5 = 0 then 55 end)""").get(0, int.class)).isEqualTo(ROWS - 20);
    }

    @Test
    void transformMayNotChangeTheKey() {
        Backfill backfill = Backfill.on(dataSource)
                .name("key")
                .transform(ITEMS, (tx, rows) -> rows.get(0).set(ID, -1L))
                .key(ID)
                .build();
        assertThatThrownBy(backfill::run)
                .isInstanceOf(BackfillFailedException.class)
                .cause()
                .hasMessageContaining("changed key column id of items");
    }

    @Test
    void emptyTableIsCompleteAndStaysSo() {
        dsl.execute("truncate items");
        assertThat(kinds("empty").build().run().ended()).isEqualTo(BackfillEnd.COMPLETED);
        dsl.execute("insert into items values (1, 0, 'kind 1')");
        assertThat(kinds("empty").build().run().scannedInAll()).isZero();
        assertThat(kinds("empty").untilEmpty().build().run().changed()).isEqualTo(1);
    }

    @Test
    void completedBackfillDoesNothingAgain() {
        assertThat(increment("once").build().run().changed()).isEqualTo(ROWS);
        BackfillResult again = increment("once").build().run();
        assertThat(again.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(again.batches()).isZero();
        assertThat(again.changedInAll()).isEqualTo(ROWS);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }

    @Test
    void endIsTheLastKeyAtTheStart() {
        boolean[] inserted = new boolean[1];
        BackfillResult result = increment("fixed end")
                .listener(progress -> {
                    if (!inserted[0]) {
                        inserted[0] = true;
                        dsl.execute(
                                "insert into items values (1000000, 0, 'ahead'), (1, 0, 'behind'), (100001, 0, 'amid')");
                    }
                })
                .batchSize(BatchSize.fixed(100))
                .build()
                .run();
        assertThat(result.scanned()).isEqualTo(ROWS + 1);
        assertThat(dsl.fetchSingle("select string_agg(kind, ' ') from items where n = 0 ")
                        .get(0, String.class))
                .contains("ahead")
                .contains("behind")
                .doesNotContain("amid");
    }

    @Test
    void untilEmptyFollowsRowsThatAreAdded() {
        int[] added = new int[1];
        BackfillResult result = increment("follow")
                .untilEmpty()
                .listener(progress -> {
                    if (added[0] < 3 && progress.ranges().stream().allMatch(RangeProgress::finished)) {
                        dsl.execute("insert into items values ({0}, 0, 'later')", DSL.inline(1_000_000 + added[0]++));
                    }
                })
                .build()
                .run();
        assertThat(result.changed()).isEqualTo(ROWS + 3);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }

    /** A deferred trigger runs in COMMIT, under the settings by which it waits or does not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheLastCommitOfARangeWaitsForTheDiskUnlessAllAreToldTo(boolean all, PostgresDatabase database) {
        increment("makes the tables").build().run();
        dsl.execute("create table commits as select false as finished, '' as waits with no data");
        dsl.execute(
                "create or replace function note() returns trigger language plpgsql as $$ begin"
                        + " insert into commits values (new.finished, current_setting('synchronous_commit')); return null; end $$");
        dsl.execute("create constraint trigger note after update on pgstride_backfill_range"
                + " deferrable initially deferred for each row execute function note()");
        PGSimpleDataSource waiting = new PGSimpleDataSource();
        waiting.setUrl(database.url());
        waiting.setOptions("-c synchronous_commit=local");
        UpdateBackfill backfill = Backfill.on(waiting)
                .name("waits at the end")
                .update(ITEMS)
                .key(ID)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(1_000));
        (all ? backfill.synchronousCommit() : backfill).build().run();
        assertThat(dsl.fetch("select finished, waits, count(*)::int from commits group by 1, 2 order by 1")
                        .intoArrays())
                .isDeepEqualTo(new Object[][] {{false, all ? "local" : "off", 5}, {true, "local", 1}});
        dsl.execute("drop table commits");
    }

    @Test
    void parallelRangesCoverEachRowOnce() {
        List<String> threads = new ArrayList<>();
        BackfillResult result = Backfill.on(dataSource)
                .name("parallel")
                .transform(ITEMS, (tx, rows) -> {
                    synchronized (threads) {
                        threads.add(Thread.currentThread().getName());
                    }
                    rows.forEach(row -> row.set(N, row.get(N) + 1));
                })
                .key(ID)
                .parallelRanges(4)
                .batchSize(BatchSize.fixed(50))
                .build()
                .run();
        assertThat(result.scanned()).isEqualTo(ROWS);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
        assertThat(threads)
                .contains("pgstride-parallel-range-1", Thread.currentThread().getName());
        BackfillStatus status =
                BackfillControl.on(dataSource).status("parallel").orElseThrow();
        assertThat(status.ranges()).hasSize(16).allMatch(RangeProgress::finished);
        assertThat(status.ranges()).allMatch(range -> range.scanned() > 100 && range.scanned() < 1_000);
    }

    @Test
    void parallelismMayChangeFromRunToRun() {
        int[] runs = {3, 1, 8, 2};
        for (int run : runs) {
            interruptedIncrement("changing", run);
        }
        BackfillResult last = increment("changing").parallelRanges(3).build().run();
        assertThat(last.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(last.scannedInAll()).isEqualTo(ROWS);
        assertThat(last.scanned()).isLessThan(ROWS);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }

    private void interruptedIncrement(String name, int parallel) {
        Thread me = Thread.currentThread();
        BackfillResult result = increment(name)
                .parallelRanges(parallel)
                .batchSize(BatchSize.fixed(37))
                .listener(progress -> {
                    if (progress.scanned() % 10 == 3) {
                        me.interrupt();
                    }
                })
                .build()
                .run();
        assertThat(Thread.interrupted()).isEqualTo(result.ended() == BackfillEnd.INTERRUPTED);
    }

    @Test
    void interruptEndsAfterTheBatchAndTheNextRunContinues() {
        Thread me = Thread.currentThread();
        BackfillResult first = increment("interrupted")
                .batchSize(BatchSize.fixed(100))
                .listener(progress -> {
                    if (progress.scanned() == 300) {
                        me.interrupt();
                    }
                })
                .build()
                .run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(first.ended()).isEqualTo(BackfillEnd.INTERRUPTED);
        assertThat(first.scanned()).isEqualTo(300);
        assertThat(increment("interrupted").build().run().scanned()).isEqualTo(ROWS - 300);
        assertThat(Items.sumOfN(dsl)).isEqualTo(ROWS);
    }

    @Test
    void failingListenerIsNotCalledAgainAndHarmsNothing() {
        AtomicInteger calls = new AtomicInteger();
        BackfillResult result = increment("listener")
                .batchSize(BatchSize.fixed(100))
                .listener(progress -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("listener");
                })
                .build()
                .run();
        assertThat(result.changed()).isEqualTo(ROWS);
        assertThat(calls).hasValue(1);
    }

    @Test
    void nameStandsForOneTableAndKey() {
        kinds("taken").build().run();
        Backfill other = Backfill.on(dataSource)
                .name("taken")
                .delete(table(name("copies")))
                .key(field(name("copies", "id"), SQLDataType.BIGINT))
                .build();
        assertThatThrownBy(other::run)
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("has walked \"items\" by id, and now would walk copies by id");
    }

    @Test
    void keysThatDoNotServeAreRefused() {
        dsl.execute("create index on items (kind_id)");
        assertThatThrownBy(Backfill.on(dataSource)
                        .name("null")
                        .delete(ITEMS)
                        .key(KIND_ID)
                        .build()::run)
                .hasMessageContaining("needs columns that are NOT NULL");
        assertThatThrownBy(Backfill.on(dataSource)
                        .name("index")
                        .delete(ITEMS)
                        .key(KIND)
                        .build()::run)
                .hasMessageContaining("no valid btree index");
        dsl.execute("create index on items (kind collate \"C\")");
        dsl.execute("create index on items (kind) where n > 5");
        dsl.execute("create index on items (kind desc, id)");
        assertThatThrownBy(Backfill.on(dataSource)
                        .name("index")
                        .delete(ITEMS)
                        .key(KIND, ID)
                        .build()::run)
                .hasMessageContaining("no valid btree index");
        assertThat(dsl.fetchCount(ITEMS)).isEqualTo(ROWS);
        dsl.execute("create index on items (kind desc, id desc, n)");
        assertThat(Backfill.on(dataSource)
                        .name("index")
                        .delete(ITEMS)
                        .key(KIND, ID)
                        .build()
                        .run()
                        .changed())
                .isEqualTo(ROWS);
    }

    @Test
    void equalKeysAreInOneBatch() {
        dsl.execute("create index on items (kind)");
        BackfillResult result = Backfill.on(dataSource)
                .name("equal")
                .update(ITEMS)
                .key(KIND)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(10))
                .build()
                .run();
        assertThat(result.changed()).isEqualTo(ROWS);
        assertThat(result.batches()).isBetween(7L, 8L);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }

    @Test
    void partitionedTableIsWalkedByItsDeclaredPrimaryKey() {
        dsl.execute("""
                drop table if exists parts;
                create table parts (place int, id bigint, n int not null default 0, primary key (id, place))
                  partition by list (place);
                create table part0 partition of parts for values in (0);
                create table parts1 partition of parts default;
                insert into parts select i % 3, i / 2 from generate_series(0, 2999) i
                """);
        BackfillResult result = Backfill.on(dataSource)
                .name("parts")
                .transform(Parts.PARTS, (tx, rows) -> rows.forEach(row -> row.set(Parts.PARTS.N, 1)))
                .parallelRanges(2)
                .batchSize(BatchSize.fixed(100))
                .build()
                .run();
        assertThat(result.changed()).isEqualTo(3_000);
        assertThat(dsl.fetchSingle("select min(n) from parts").get(0, int.class))
                .isEqualTo(1);
        BackfillStatus status = BackfillControl.on(dataSource).status("parts").orElseThrow();
        assertThat(status.table()).isEqualTo("\"public\".\"parts\"");
        assertThat(status.ranges()).hasSize(8);
    }

    @Test
    void checkpointMayLieInAnotherSchemaAndBeMadeByHand() {
        dsl.execute("create schema if not exists ops");
        Backfill byHand =
                increment("ops").checkpointSchema("ops").withoutTableCreation().build();
        assertThatThrownBy(byHand::run).hasMessageContaining("pgstride_backfill");
        increment("ops").checkpointSchema("ops").build().run();
        assertThat(BackfillControl.on(dataSource).list()).isEmpty();
        assertThat(BackfillControl.on(dataSource).checkpointSchema("ops").list())
                .hasSize(1);
        assertThat(byHand.run().batches()).isZero();
        dsl.execute("drop schema ops cascade");
    }

    @Test
    void adaptiveSizeGrowsAndTheResultIsTheSame() {
        List<Integer> sizes = new ArrayList<>();
        increment("adaptive")
                .batchSize(BatchSize.adaptive(10, 1_000, Duration.ofSeconds(1)))
                .listener(progress -> sizes.add(progress.batchSize()))
                .build()
                .run();
        assertThat(sizes.get(0)).isEqualTo(120);
        assertThat(sizes).anyMatch(size -> size > 400);
        assertThat(Items.sumOfN(dsl)).isEqualTo(ROWS);
    }

    private UpdateBackfill kinds(String name) {
        return Backfill.on(dataSource).name(name).update(ITEMS).key(ID).set(KIND_ID, NUMBER_OF_KIND);
    }

    private UpdateBackfill increment(String name) {
        return Backfill.on(dataSource).name(name).update(ITEMS).key(ID).set(N, N.plus(1));
    }
}
