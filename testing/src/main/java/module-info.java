/** Real servers for tests. */
module io.pgstride.testing {
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires static testcontainers;
    requires static embedded.redis;
    requires transitive java.sql;
    requires transitive org.jooq;
    requires embedded.postgres;
    requires java.naming;
    requires org.apache.commons.codec;
    requires org.apache.commons.compress;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    requires org.tukaani.xz;

    exports io.pgstride.testing;
}
