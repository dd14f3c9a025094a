package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.testing.PostgresCluster;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.ThreadLocalTransactionProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SelectRoutingTest {
    private static final Field<Integer> PORT = field("inet_server_port()", Integer.class);

    private static PostgresCluster cluster;
    private static RoutingDataSource routing;
    private static DSLContext dsl;
    private static int primary;

    @BeforeAll
    static void start() {
        cluster = Hosts.shared();
        String database = cluster.createDatabase("select_routing");
        routing = Hosts.over(cluster, database).build();
        dsl = DSL.using(SelectRouting.derive(new DefaultConfiguration(), TransactionHooks.wrap(routing)));
        dsl.execute("create table n (n int)");
        dsl.execute("create sequence s");
        dsl.insertInto(table("n"), field("n")).values(1).execute();
        cluster.awaitCaughtUp();
        primary = cluster.primary().port();
    }

    @AfterAll
    static void stop() {
        routing.close();
    }

    @Test
    void selectsAreRead() {
        assertThat(dsl.select(PORT).fetchSingle().value1())
                .as(routing.explain(Route.reads()).toString())
                .isNotEqualTo(primary);
        assertThat(dsl.select(PORT).union(select(PORT)).fetch().getValue(0, 0)).isNotEqualTo(primary);
    }

    @Test
    void whatChangesRowsIsNot() {
        assertThat(dsl.update(table("n"))
                        .set(field("n", Integer.class), 1)
                        .returningResult(PORT)
                        .fetchSingle()
                        .value1())
                .isEqualTo(primary);
    }

    @Test
    void whatIsWithinATransactionIsNot() {
        int port =
                dsl.transactionResult(tx -> tx.dsl().select(PORT).fetchSingle().value1());
        assertThat(port).isEqualTo(primary);
        assertThat(dsl.select(PORT).fetchSingle().value1()).isNotEqualTo(primary);
    }

    @Test
    void whatAReplicaRefusesGoesToThePrimary() {
        assertThat(dsl.select(PORT).from(table("n")).forUpdate().fetchSingle().value1())
                .isEqualTo(primary);
        long first = dsl.select(field("nextval('s')", Long.class)).fetchSingle().value1();
        assertThat(dsl.select(field("nextval('s')", Long.class)).fetchSingle().value1())
                .isEqualTo(first + 1);
    }

    @Test
    void writesAroundItHold() throws Exception {
        int port = Route.writes().call(() -> dsl.select(PORT).fetchSingle().value1());
        assertThat(port).isEqualTo(primary);
    }

    @Test
    void onlyARouterWillDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SelectRouting.derive(
                        new DefaultConfiguration(), cluster.primary().dataSource("postgres")))
                .withMessageContaining("is no RoutingDataSource");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SelectRouting.derive(
                        new DefaultConfiguration()
                                .set(new ThreadLocalTransactionProvider(new DataSourceConnectionProvider(routing))),
                        routing))
                .withMessageContaining("does not know when one is open");
    }
}
