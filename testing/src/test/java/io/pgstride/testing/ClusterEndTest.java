package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClusterEndTest {

    @Test
    void nothingIsLeftOfServersThatRanStoodOrWereKilled() {
        List<Path> directories;
        List<ProcessHandle> processes;
        List<ClusterHost> hosts;
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(3).start()) {
            hosts = cluster.hosts();
            directories = hosts.stream().map(host -> data(cluster, host)).toList();
            processes = directories.stream().map(ClusterEndTest::process).toList();
            assertThat(processes).hasSize(4).allMatch(ProcessHandle::isAlive);
            cluster.host("b").stop();
            cluster.host("c").kill();
            log.start();
            root().addAppender(log);
        } finally {
            root().detachAppender(log);
        }
        // One that has ended is there until the system's first process has taken note.
        await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        assertThat(directories).allSatisfy(data -> assertThat(data.getParent()).doesNotExist());
        assertThat(hosts).noneMatch(ClusterHost::isRunning);
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    @Test
    void aClusterIsClosedTwiceAndItsProxiesWithIt() {
        PostgresCluster cluster = PostgresCluster.builder().standbys(0).start();
        TcpProxy proxy = cluster.primary().proxy();
        assertThat(new Listening(proxy.host(), proxy.port()).answers()).isTrue();
        cluster.close();
        cluster.close();
        assertThat(new Listening(proxy.host(), proxy.port()).answers()).isFalse();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Path data(PostgresCluster cluster, ClusterHost host) {
        return Path.of((String) new ClusterSql(cluster, "postgres").at(host).fetchValue("show data_directory"));
    }

    private static ProcessHandle process(Path data) {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
