package io.pgstride.testing;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** SQL on the hosts of a cluster, in one database with the table numbers. */
record ClusterSql(PostgresCluster cluster, String database) {

    static ClusterSql on(PostgresCluster cluster) {
        ClusterSql sql = new ClusterSql(cluster, cluster.createDatabase("cluster"));
        sql.primary().execute("create table numbers (n bigint primary key)");
        return sql;
    }

    DSLContext at(ClusterHost host) {
        return DSL.using(host.dataSource(database), SQLDialect.POSTGRES);
    }

    DSLContext primary() {
        return at(cluster.primary());
    }

    void insert(int from, int to) {
        primary().execute("insert into numbers select generate_series(?::int, ?::int)", from, to);
    }

    int count(ClusterHost host) {
        return at(host).fetchCount(DSL.table("numbers"));
    }

    /** When the server was started. */
    Object startOf(ClusterHost host) {
        return at(host).fetchValue("select pg_postmaster_start_time()");
    }
}
