package io.pgstride.examples.tour;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * The user's own server. The schema is made by this tour or not at all, and dropped when the tour ends, fails or is
 * interrupted; nothing outside it is touched.
 */
final class OwnTourServer extends TourServer {
    private final TourSchema schema;
    private final Thread onShutdown;

    private OwnTourServer(PGSimpleDataSource dataSource, TourSchema schema) {
        super(dataSource);
        this.schema = schema;
        this.onShutdown = new Thread(schema::drop, "pgstride-tour-cleanup");
    }

    static OwnTourServer open(String url) {
        PGSimpleDataSource dataSource = dataSource(url);
        TourSchema schema = new TourSchema(dataSource);
        schema.create();
        OwnTourServer server = new OwnTourServer(dataSource, schema);
        Runtime.getRuntime().addShutdownHook(server.onShutdown);
        return server;
    }

    /** The driver's error for a bad address repeats it, and it may hold a password: it is not passed on. */
    private static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setUrl(url);
        } catch (IllegalArgumentException e) {
            throw new TourException(
                    "tour.url is not an address of PostgreSQL; give one such as jdbc:postgresql://localhost:5432/mydb?user=me");
        }
        dataSource.setApplicationName("pgstride-tour-" + ProcessHandle.current().pid());
        return dataSource;
    }

    @Override
    String kind() {
        return "your own";
    }

    /** When the JVM is ending already, the hook drops the schema. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
        schema.drop();
    }
}
