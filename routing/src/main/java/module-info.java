/** Reads and writes sent to the right host of a primary and its replicas. */
module io.pgstride.routing {
    requires static transitive org.jspecify;
    requires transitive com.zaxxer.hikari;
    requires transitive java.sql;
    requires transitive io.pgstride.core;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.pgstride.routing;
}
