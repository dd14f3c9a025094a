package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresCluster;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hibernate over a router: its sessions write and read on the primary, and on replicas where they are said to read. */
class HibernateTest {
    private static final PostgresCluster CLUSTER = Hosts.shared();
    private static final int PRIMARY = CLUSTER.primary().port();

    private static RoutingDataSource routing;
    private static SessionFactory sessions;

    @Entity(name = "Book")
    static class Book {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String title;
    }

    @BeforeAll
    static void start() {
        routing = Hosts.over(CLUSTER, CLUSTER.createDatabase("hibernate")).build();
        Configuration configuration = new Configuration().addAnnotatedClass(Book.class);
        configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, routing);
        configuration.setProperty(AvailableSettings.HBM2DDL_AUTO, "create");
        sessions = configuration.buildSessionFactory();
        CLUSTER.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        sessions.close();
        routing.close();
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    private static int port(Session session) {
        return session.createNativeQuery("select inet_server_port()", Integer.class)
                .getSingleResult();
    }

    @Test
    void entitiesAreWrittenAndRead() {
        Book written = new Book();
        written.title = "Routes";
        sessions.inTransaction(session -> {
            session.persist(written);
            assertThat(port(session)).isEqualTo(PRIMARY);
        });
        CLUSTER.awaitCaughtUp();
        Route.reads()
                .run(() -> sessions.inTransaction(session -> {
                    assertThat(session.find(Book.class, written.id).title).isEqualTo("Routes");
                    assertThat(port(session)).isNotEqualTo(PRIMARY);
                }));
        sessions.inTransaction(session ->
                session.createMutationQuery("update Book set title = 'Roads'").executeUpdate());
        sessions.inTransaction(session ->
                assertThat(session.find(Book.class, written.id).title).isEqualTo("Roads"));
    }

    @Test
    void entitiesThatAreReadOnlyRouteNothing() {
        sessions.inSession(session -> {
            session.setDefaultReadOnly(true);
            session.beginTransaction();
            assertThat(port(session)).isEqualTo(PRIMARY);
            session.getTransaction().commit();
        });
    }

    /** As Spring's JpaTransactionManager does it for {@code @Transactional(readOnly = true)}. */
    @Test
    void aConnectionThatIsSetReadOnlyGoesToAReplica() {
        sessions.inSession(session -> {
            session.doWork(connection -> connection.setReadOnly(true));
            session.beginTransaction();
            assertThat(port(session)).isNotEqualTo(PRIMARY);
            session.getTransaction().commit();
        });
    }
}
