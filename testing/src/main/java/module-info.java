/** Real servers for tests. */
module io.pgstride.testing {
    requires static transitive org.jspecify;
    requires transitive java.sql;
    requires transitive org.jooq;
    requires transitive org.junit.jupiter.api;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.pgstride.testing;
}
