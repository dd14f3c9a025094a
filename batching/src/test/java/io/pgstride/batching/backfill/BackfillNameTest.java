package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.KIND;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name belongs to one statement: another one would end as completed with nothing done, or go on over the rest only. */
@PostgresTest
@Timeout(60)
class BackfillNameTest {
    private static final Field<OffsetDateTime> AT = DSL.field(name("items", "at"), SQLDataType.TIMESTAMPWITHTIMEZONE);

    private final DataSource dataSource;
    private final DSLContext dsl;

    BackfillNameTest(PostgresDatabase database) {
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, 100);
        dsl.execute("alter table items add at timestamptz not null default now()");
    }

    private Backfill.Named named() {
        return Backfill.on(dataSource).name("n1");
    }

    private UpdateBackfill update(int n) {
        return named().update(ITEMS).key(ID).set(N, n).where(ID.le(30L));
    }

    private void refused(Backfill other, String difference) {
        String before = Items.checksum(dsl);
        assertThatThrownBy(other::run)
                .isInstanceOf(PgstrideException.class)
                .hasMessageStartingWith("backfill \"n1\" has begun to update \"items\"" + difference)
                .hasMessageEndingWith("reset it to begin anew, or accept it to go on where it is");
        assertThat(Items.checksum(dsl)).isEqualTo(before);
    }

    private static void completed(Backfill backfill) {
        assertThat(backfill.run().ended()).isEqualTo(BackfillEnd.COMPLETED);
    }

    @Test
    void isRefusedToAnotherKind() {
        completed(update(7).build());
        refused(named().delete(ITEMS).key(ID).where(ID.le(30L)).build(), ", and now would delete it");
        refused(
                named().insertInto(table(name("copies")), ID, KIND)
                        .from(ITEMS)
                        .key(ID)
                        .select(ID, KIND)
                        .build(),
                ", and now would insert into copies from it");
        refused(named().transform(ITEMS, (tx, rows) -> {}).key(ID).build(), ", and now would transform it");
    }

    @Test
    void isRefusedToOtherColumnsAndConditions() {
        completed(update(7).build());
        for (Backfill other : List.of(
                update(7).where(ID.gt(3L)).build(),
                update(7).set(KIND, "x").build(),
                update(7).unguarded().build())) {
            refused(other, " by a statement with other columns or conditions");
        }
        assertThat(dsl.fetchSingle("select verb || ' ' || statement_hash from pgstride_backfill")
                        .get(0, String.class))
                .matches("update [0-9a-f]{32}");
    }

    @Test
    void isRefusedAlsoWhenTheFirstIsNotFinished() {
        Backfill first = update(7)
                .listener(progress -> {
                    if (progress.scanned() > 0) {
                        Thread.currentThread().interrupt();
                    }
                })
                .batchSize(io.pgstride.batching.BatchSize.fixed(10))
                .build();
        assertThat(first.run().ended()).isEqualTo(BackfillEnd.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
        refused(update(7).set(KIND, "x").build(), " by a statement with other columns or conditions");
        completed(update(7).build());
    }

    @Test
    void acceptedItGoesOnWhereItIs() {
        completed(update(7).build());
        Backfill other = update(7).set(KIND, "x").build();
        BackfillControl.on(dataSource).accept("n1");
        assertThat(other.run().changed()).isZero();
        completed(other);
        refused(update(7).build(), " by a statement with other columns or conditions");
    }

    @Test
    void isFreeAfterAReset() {
        completed(update(7).build());
        BackfillControl.on(dataSource).reset("n1");
        completed(update(8).build());
        assertThat(Items.maxOfN(dsl)).isEqualTo(8);
    }

    @Test
    void isTheSameByOtherSettingsAndInAnotherTimeZone() {
        OffsetDateTime fixed = OffsetDateTime.parse("2026-01-02T03:04:05+02:00");
        Condition condition = AT.gt(fixed).and(AT.lt(DSL.currentOffsetDateTime()));
        completed(update(7).where(condition).build());
        TimeZone zone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        try {
            completed(update(7)
                    .where(condition)
                    .parallelRanges(2)
                    .transactions(on -> on.configuration(DSL.using(org.jooq.SQLDialect.POSTGRES)
                            .configuration()
                            .derive(new Settings().withRenderQuotedNames(RenderQuotedNames.NEVER))))
                    .build());
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    /** As another process renders it; a change here makes all backfills under way another statement. */
    @Test
    void isTheSameInAnotherProcess() {
        completed(update(7).build());
        assertThat(dsl.fetchSingle("select statement_hash from pgstride_backfill")
                        .get(0, String.class))
                .isEqualTo("4ab35f7899b987cc213d008e84d767df");
    }

    /** As of a Set, whose order is another one in each process, and of a time. */
    @Test
    void valuesAreNotCompared() {
        completed(update(7)
                .where(AT.lt(OffsetDateTime.now()))
                .where(KIND.in(List.of("a", "b")))
                .build());
        completed(update(7)
                .where(AT.lt(OffsetDateTime.now()))
                .where(KIND.in(List.of("b", "a")))
                .build());
    }

    @Test
    void theCodeOfATransformIsNotCompared() {
        completed(named().transform(ITEMS, (tx, rows) -> {}).key(ID).build());
        completed(named().transform(ITEMS, (tx, rows) -> rows.clear()).key(ID).build());
        assertThatThrownBy(() -> named().transform(ITEMS, (tx, rows) -> {})
                        .key(ID)
                        .where(ID.gt(3L))
                        .build()
                        .run())
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("has begun to transform \"items\" by a statement with other");
    }
}
