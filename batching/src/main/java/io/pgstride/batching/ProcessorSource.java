package io.pgstride.batching;

import javax.sql.DataSource;

/** The start of a processor: where its rows are. Immutable. */
public final class ProcessorSource {
    ProcessorSource(DataSource dataSource) {}
}
