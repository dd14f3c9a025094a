package io.pgstride.batching.internal.run;

import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import javax.sql.DataSource;

/** Remembers which connection each of a processor's threads took last; else the DataSource that it wraps. */
public final class CrewDataSource extends ForwardingDataSource {
    private final Crew crew;

    /** Over the user's. */
    public CrewDataSource(DataSource delegate, Crew crew) {
        super(delegate);
        this.crew = crew;
    }

    @Override
    protected Connection handOut(Connection connection) {
        crew.took(connection);
        return connection;
    }
}
