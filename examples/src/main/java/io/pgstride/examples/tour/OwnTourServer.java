package io.pgstride.examples.tour;

import java.util.UUID;
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

    /** The driver's error for an address of a good shape that it cannot use repeats the address: it is not passed on. */
    private static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setUrl(url);
        } catch (IllegalArgumentException e) {
            throw new TourException("The driver cannot use tour.url; does it name a service that is not defined?");
        }
        dataSource.setApplicationName("pgstride-tour-" + UUID.randomUUID());
        return dataSource;
    }

    @Override
    String kind() {
        return "your own";
    }

    /** The hook stays until the schema is gone: where the JVM ends in the middle, it waits for the drop. */
    @Override
    public void close() {
        schema.drop();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs too, and finds the schema dropped.
        }
    }
}
