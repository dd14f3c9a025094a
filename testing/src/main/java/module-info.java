/** Real servers for tests. */
module io.pgstride.testing {
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires transitive java.sql;
    requires transitive org.jooq;
    requires embedded.postgres;
    requires java.naming;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.pgstride.testing;
}
