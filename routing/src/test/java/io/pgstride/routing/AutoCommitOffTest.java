package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Over pools with {@code autoCommit=false}, as is often told to Hibernate's users. */
class AutoCommitOffTest {
    private static final PostgresCluster CLUSTER = Hosts.shared();
    private static final int PRIMARY = CLUSTER.primary().port();

    private static String database;
    private static RoutingDataSource routing;

    @BeforeAll
    static void start() {
        database = CLUSTER.createDatabase("autocommit");
        RoutingDataSourceBuilder builder = RoutingDataSource.builder();
        CLUSTER.hosts().forEach(host -> builder.host(off(host)));
        routing = builder.build();
        DSL.using(CLUSTER.primary().dataSource(database), SQLDialect.POSTGRES)
                .execute("create table notes (text text)");
        CLUSTER.awaitCaughtUp();
    }

    private static RoutingHost off(ClusterHost host) {
        HikariConfig config = Hosts.config(host.url(database));
        config.setAutoCommit(false);
        return RoutingHost.of(host.name(), config);
    }

    @AfterAll
    static void stop() {
        routing.close();
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    private static int notes() {
        return DSL.using(CLUSTER.primary().dataSource(database), SQLDialect.POSTGRES)
                .fetchCount(DSL.table("notes"));
    }

    @Test
    void connectionsBeginAsThePoolsDo() throws SQLException {
        int before = notes();
        try (Connection connection = routing.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(connection.getAutoCommit()).isFalse();
            statement.execute("insert into notes values ('undone')");
            connection.rollback();
            statement.execute("insert into notes values ('lost without a commit')");
        }
        assertThat(notes()).isEqualTo(before);
    }

    @Test
    void hibernateNeedNotAsk() {
        Configuration configuration = new Configuration();
        configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, routing);
        configuration.setProperty(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, "true");
        int before = notes();
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            sessions.inTransaction(session -> {
                insert(session);
                assertThat(port(session)).isEqualTo(PRIMARY);
            });
            sessions.inSession(session -> {
                session.beginTransaction();
                insert(session);
                session.getTransaction().rollback();
            });
            Route.reads()
                    .run(() -> sessions.inTransaction(
                            session -> assertThat(port(session)).isNotEqualTo(PRIMARY)));
        }
        assertThat(notes()).isEqualTo(before + 1);
    }

    private static void insert(Session session) {
        session.createNativeMutationQuery("insert into notes values ('kept')").executeUpdate();
    }

    private static int port(Session session) {
        return session.createNativeQuery("select inet_server_port()", Integer.class)
                .getSingleResult();
    }

    @Test
    void poolsThatDifferAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoutingDataSource.builder()
                        .host(off(CLUSTER.primary()))
                        .host(Hosts.direct(CLUSTER.standbys().get(0), database))
                        .build())
                .withMessageContaining("has autoCommit=true");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> routing.addHost(
                        RoutingHost.of("other", Hosts.config(CLUSTER.primary().url(database)))))
                .withMessageContaining("give all pools the same");
    }
}
