package io.pgstride.examples.tour;

import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server with an empty schema {@code pgstride_tour}; closing it leaves nothing behind. */
abstract sealed class TourServer implements AutoCloseable permits EmbeddedTourServer, OwnTourServer {
    private final PGSimpleDataSource dataSource;

    TourServer(PGSimpleDataSource dataSource) {
        this.dataSource = dataSource;
        dataSource.setPrepareThreshold(0);
    }

    static TourServer open(Optional<String> url) {
        return url.<TourServer>map(OwnTourServer::open).orElseGet(EmbeddedTourServer::start);
    }

    /** Unpooled. Statements are never prepared on the server, so that what is timed has the plan that is shown. */
    final DataSource dataSource() {
        return dataSource;
    }

    /** For the report: whose server it is. */
    abstract String kind();

    @Override
    public abstract void close();
}
