package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import io.pgstride.testing.PostgresCluster;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
@SuppressWarnings("try") // what is held is held until the end of its block
class StatusTest {
    private final DSLContext dsl;
    private final DataSource dataSource;
    private final MaterializedViews views;

    StatusTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.dataSource = dataSource;
        this.views = Sales.views(dataSource);
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
    }

    @Test
    void tellsWhatIsKnownOfAView() {
        ViewStatus before = views.status(Sales.DAILY);
        assertThat(before.populated()).isTrue();
        assertThat(before.refreshableConcurrently()).isTrue();
        assertThat(before.lastSuccess()).isEmpty();
        assertThat(before.age()).isEmpty();
        assertThat(before.running()).isEmpty();
        assertThat(before.requestedSince()).isEmpty();

        RefreshRecord refresh = views.refresh(Sales.DAILY).refresh();
        ViewStatus after = views.status(DSL.name("daily"));
        assertThat(after.view()).isEqualTo(Sales.DAILY);
        assertThat(after.lastSuccess()).contains(refresh);
        assertThat(after.last()).contains(refresh);
        assertThat(after.age().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        assertThat(after.bytes()).isEqualTo(refresh.bytes()).isPositive();
        assertThat(refresh.process())
                .contains(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void tellsWhoRefreshesNow() throws Exception {
        Sales.gate(dsl);
        CompletableFuture<RefreshResult> refresh;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            refresh = CompletableFuture.supplyAsync(() -> views.refresh(Sales.DAILY));
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            ViewStatus.Running running = views.status(Sales.DAILY).running().orElseThrow();
            assertThat(running.since()).isPresent();
            assertThat(running.pid()).isPositive();
        }
        refresh.get(60, TimeUnit.SECONDS);
        assertThat(views.status(Sales.DAILY).running()).isEmpty();
    }

    @Test
    void aStandbyRefusesAndShowsTheHistory() {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            String name = cluster.createDatabase("views");
            Sales.create(DSL.using(cluster.primary().dataSource(name), SQLDialect.POSTGRES));
            RefreshRecord refresh = MaterializedViews.on(cluster.primary().dataSource(name))
                    .refresh(Sales.DAILY)
                    .refresh();
            cluster.awaitCaughtUp();
            MaterializedViews standby =
                    MaterializedViews.on(cluster.standbys().get(0).dataSource(name));
            RefreshRefusedException refused =
                    catchThrowableOfType(RefreshRefusedException.class, () -> standby.refresh(Sales.DAILY));
            assertThat(refused.reason()).isEqualTo(Reason.READ_ONLY);
            assertThat(refused).hasMessageContaining("on a standby");
            assertThat(standby.history(Sales.DAILY)).containsExactly(refresh);
        }
    }

    @Test
    void aReadOnlySessionIsRefused() {
        MaterializedViews readOnly =
                MaterializedViews.on(As.beginningWith(dataSource, "set default_transaction_read_only = on"));
        assertThat(catchThrowableOfType(RefreshRefusedException.class, () -> readOnly.refresh(Sales.DAILY)))
                .hasMessageContaining("read-only session");
    }
}
