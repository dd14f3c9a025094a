package io.pgstride.examples;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** What an example of routing runs on: a primary and two standbys with the tour's tables and some rows. Your application has its own. */
final class ExampleCluster implements AutoCloseable {
    private final PostgresCluster cluster =
            PostgresCluster.builder().standbys(2).start();
    private final String database = cluster.createDatabase("example");

    private ExampleCluster() {}

    static ExampleCluster create() {
        ExampleCluster example = new ExampleCluster();
        ExampleDatabase.load(DSL.using(example.cluster.primary().dataSource(example.database), SQLDialect.POSTGRES));
        example.cluster.awaitCaughtUp();
        return example;
    }

    /** Of the first, second or third host; the first is the primary. */
    String url(int host) {
        return cluster.hosts().get(host).url(database);
    }

    /** Who listens there. */
    String nameOf(int port) {
        return cluster.hosts().stream()
                .filter(host -> host.port() == port)
                .map(ClusterHost::name)
                .findFirst()
                .orElseThrow();
    }

    /** From now on replicas show what was. */
    void pauseReplay() {
        cluster.standbys().forEach(ClusterHost::pauseReplay);
    }

    void resumeReplay() {
        cluster.standbys().forEach(ClusterHost::resumeReplay);
        cluster.awaitCaughtUp();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
