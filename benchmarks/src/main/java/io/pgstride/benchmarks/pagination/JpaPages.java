package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;

/**
 * Pages by a peer on Hibernate, one session for all, emptied after each page. Buffers are those of the statements that the
 * peer really sent, seen by a second session on the same connection.
 */
final class JpaPages implements PageSubject {
    private final SessionFactory factory;
    private final Connection connection;
    private final SentStatements sent;
    private final Session session;
    private final Session watched;
    private final Pages pages;
    private final Pages watchedPages;

    /**
     * Starts Hibernate.
     *
     * @param way how to ask a session for pages
     */
    JpaPages(Database database, Function<Session, Pages> way) throws SQLException {
        this.factory = start(database);
        this.connection = database.connect();
        this.sent = new SentStatements(connection);
        this.session = factory.withOptions().connection(connection).openSession();
        this.watched = factory.withOptions().connection(sent.connection()).openSession();
        this.pages = way.apply(session);
        this.watchedPages = way.apply(watched);
    }

    @Override
    public EventPage first() throws SQLException {
        EventPage page = pages.first();
        session.clear();
        return page;
    }

    @Override
    public EventPage at(Place place) throws SQLException {
        EventPage page = pages.at(place);
        session.clear();
        return page;
    }

    @Override
    public long buffersOfFirst() throws SQLException {
        watchedPages.first();
        watched.clear();
        return sent.takeBuffers();
    }

    @Override
    public long buffersAt(Place place) throws SQLException {
        watchedPages.at(place);
        watched.clear();
        return sent.takeBuffers();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            watched.close();
            session.close();
            factory.close();
        }
    }

    private static SessionFactory start(Database database) {
        Configuration configuration = new Configuration().addAnnotatedClass(JpaEvent.class);
        configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, database.dataSource());
        return configuration.buildSessionFactory();
    }
}
