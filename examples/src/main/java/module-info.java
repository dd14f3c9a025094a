/** Runnable examples, one class per pattern, and the tour. */
module io.pgstride.examples {
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.zaxxer.hikari;
    requires io.pgstride.aggregation;
    requires io.pgstride.batching;
    requires io.pgstride.caching;
    requires io.pgstride.caching.redis;
    requires io.pgstride.core;
    requires io.pgstride.pagination;
    requires io.pgstride.routing;
    requires io.pgstride.testing;
    requires java.net.http;
    requires java.sql;
    requires jdk.httpserver;
    requires org.jooq;
    requires org.postgresql.jdbc;

    // jOOQ makes records by their constructors.
    opens io.pgstride.examples.db.tables.records to
            org.jooq;
}
