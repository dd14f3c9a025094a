package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.KIND;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Duration;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class BackfillBuilderTest {
    private static final Table<Record> COPIES = table(name("copies"));

    private final Backfill.Named named = Backfill.on(new PGSimpleDataSource()).name("name");

    @Test
    void namesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backfill.on(new PGSimpleDataSource()).name(" "))
                .withMessageContaining("1 to 100 characters");
    }

    @Test
    void whatIsMissingOrContradictoryIsRefused() {
        refused(named.update(ITEMS).key(ID), "an update of items sets no column; add set(...)");
        refused(named.update(ITEMS).set(N, 1), "table items declares no primary key to jOOQ");
        refused(
                named.update(ITEMS).key(KIND, ID).set(ID, 1L),
                "column id of items is of the key that the walk goes by");
        refused(named.insertInto(COPIES, ID).select(ID).key(ID), "no table to walk over; name it by from(...)");
        refused(named.insertInto(COPIES, ID, KIND).from(ITEMS).select(ID).key(ID), "2 columns and 1 fields");
        refused(named.delete(ITEMS).key(ID).parallelRanges(65), "parallelRanges of 65 is out of range; give 1 to 64");
        refused(named.delete(ITEMS).key(ID).reconnectWithin(Duration.ofSeconds(-1)), "is negative");
        refused(named.delete(ITEMS).key(ID).lockTimeout(Duration.ZERO), "lock_timeout of PT0S");
        refused(named.delete(ITEMS).key(ID).statementTimeout(Duration.ZERO), "statement_timeout of PT0S");
    }

    private static void refused(BackfillBuilder<?> builder, String message) {
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining(message);
    }

    @Test
    void saysWhatItDoesWithoutValues() {
        assertThat(named.update(ITEMS)
                        .key(ID)
                        .set(N, 4711)
                        .where(KIND.eq("secret"))
                        .build())
                .hasToString("Backfill[name: update items by id]");
    }
}
