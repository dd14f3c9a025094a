/** What every pgstride module shares. */
module io.pgstride.core {
    requires static transitive org.jspecify;
    requires transitive com.zaxxer.hikari;
    requires transitive java.sql;
    requires transitive org.jooq;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    requires static micrometer.core;

    exports io.pgstride.core;
    exports io.pgstride.core.finding;
    exports io.pgstride.core.plan;
    exports io.pgstride.core.pool;
    exports io.pgstride.core.signing;
    exports io.pgstride.core.telemetry;
    exports io.pgstride.core.transaction;

    uses io.pgstride.core.finding.FindingSource;
}
