package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.KIND;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.core.plan.PlanNode;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class BackfillDryRunTest {
    private final DataSource dataSource;
    private final DSLContext dsl;

    BackfillDryRunTest(PostgresDatabase database) {
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, 20_000);
        dsl.execute("vacuum analyze items");
    }

    @Test
    void tellsWhatWouldBeDoneAndDoesNoneOfIt() {
        BackfillPlan plan = Backfill.on(dataSource)
                .name("dry")
                .update(ITEMS)
                .key(ID)
                .set(N, N.plus(1))
                .where(KIND.ne("secret"))
                .build()
                .dryRun();
        assertThat(plan.statement())
                .startsWith("update \"items\" set \"n\" = (\"items\".\"n\" + ?) where ((\"items\".\"id\") > (?)");
        assertThat(plan.plan().orElseThrow().nodes().flatMap(node -> node.index().stream()))
                .containsExactly("items_pkey");
        assertThat(plan.boundaryPlan().orElseThrow().nodes().map(PlanNode::type))
                .contains("Index Only Scan");
        assertThat(plan.estimatedRows()).isBetween(19_000L, 21_000L);
        assertThat(plan.firstKey()).containsExactly("3");
        assertThat(plan.lastKey()).containsExactly("160000");
        assertThat(plan.toString()).contains("about ", " rows\nupdate").doesNotContain("secret");
        assertThat(Items.maxOfN(dsl)).isZero();
        assertThat(BackfillControl.on(dataSource).list()).isEmpty();
    }

    @Test
    void everyKindHasAPlan() {
        Backfill.Named named = Backfill.on(dataSource).name("dry");
        assertThat(named.delete(ITEMS)
                        .key(ID)
                        .build()
                        .dryRun()
                        .plan()
                        .orElseThrow()
                        .root()
                        .type())
                .isEqualTo("ModifyTable");
        assertThat(named.transform(ITEMS, (tx, rows) -> {})
                        .key(ID)
                        .build()
                        .dryRun()
                        .statement())
                .endsWith("for no key update");
        assertThat(named.insertInto(table(name("copies")), field(name("copies", "id"), SQLDataType.BIGINT))
                        .from(ITEMS)
                        .select(ID)
                        .key(ID)
                        .build()
                        .dryRun()
                        .statement())
                .startsWith("insert into \"copies\" (\"id\")");
    }

    @Test
    void emptyTableHasNoPlan() {
        dsl.execute("truncate items");
        BackfillPlan plan = Backfill.on(dataSource)
                .name("dry")
                .delete(ITEMS)
                .key(ID)
                .build()
                .dryRun();
        assertThat(plan.plan()).isEmpty();
        assertThat(plan.estimatedRows()).isZero();
        assertThat(plan.statement()).startsWith("delete from \"items\"");
    }

    @Test
    void keyIsChecked() {
        Backfill byKind =
                Backfill.on(dataSource).name("dry").delete(ITEMS).key(KIND).build();
        assertThatThrownBy(byKind::dryRun).hasMessageContaining("no valid btree index");
    }
}
