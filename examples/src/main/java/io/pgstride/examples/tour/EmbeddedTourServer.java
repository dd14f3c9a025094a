package io.pgstride.examples.tour;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of the tour's own, gone with its data when it is closed. */
final class EmbeddedTourServer extends TourServer {
    static final String KIND = "embedded";

    private final PostgresServer server;

    private EmbeddedTourServer(PostgresServer server, PGSimpleDataSource dataSource) {
        super(dataSource);
        this.server = server;
    }

    static EmbeddedTourServer start() {
        PostgresServer server = PostgresServer.builder()
                .setting("shared_buffers", "512MB")
                .setting("max_wal_size", "8GB")
                .start();
        PostgresDatabase database = server.createDatabase("tour");
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser(database.user());
        dataSource.setPassword(database.password());
        DSL.using(dataSource, SQLDialect.POSTGRES).createSchema(TourSchema.NAME).execute();
        return new EmbeddedTourServer(server, dataSource);
    }

    @Override
    String kind() {
        return kind(System.getProperty("pgstride.postgres"), System.getenv("PGSTRIDE_POSTGRES"));
    }

    /** What the switch of pgstride-testing has chosen; the property wins. */
    static String kind(@Nullable String property, @Nullable String variable) {
        String choice = property == null || property.isBlank() ? variable : property;
        return choice != null && choice.strip().startsWith("testcontainers") ? "in a container" : KIND;
    }

    @Override
    public void close() {
        server.close();
    }
}
