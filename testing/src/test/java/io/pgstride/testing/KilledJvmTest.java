package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgstride.testing.children.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class KilledJvmTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path temporary;

    @Test
    void serversEndAndDirectoriesGoWhenTheirJvmIsKilled() throws IOException {
        try (ChildJvm child = child()) {
            child.await("ready=");
            Servers servers = servers();
            child.process().destroyForcibly();
            awaitGone(servers);
        }
    }

    @Test
    void allServersOfAClusterEndToo() throws IOException {
        try (ChildJvm child = builder("cluster").start()) {
            child.await("ready=");
            Servers servers = servers();
            child.process().destroyForcibly();
            awaitGone(servers, 3);
        }
    }

    @Test
    void soDoesEachRedisAlsoOneThatHangs() throws IOException {
        try (ChildJvm child = builder("replication").start()) {
            child.await("ready=");
            Servers servers = servers();
            child.process().destroyForcibly();
            awaitGone(servers, 3);
        }
    }

    @Test
    void serversEndWhenTheWholeProcessGroupIsKilled() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "needs setsid to make a group");
        try (ChildJvm child = builder().wrapper("/usr/bin/setsid").start()) {
            child.await("ready=");
            Servers servers = servers();
            kill("-KILL", "-" + child.process().pid());
            awaitGone(servers);
        }
    }

    @Test
    void aBusyBackendDoesNotKeepItsServerAlive() throws Exception {
        try (ChildJvm child = child()) {
            Path data = Path.of(child.await("postgres="));
            child.await("ready=");
            Servers servers = servers();
            String port = Files.readAllLines(data.resolve("postmaster.pid")).get(3);
            try (var connection = java.sql.DriverManager.getConnection(
                            "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres");
                    var statement = connection.createStatement()) {
                Thread busy = new Thread(() -> {
                    try {
                        statement.execute("select count(*) from generate_series(1, 10000000000)");
                    } catch (java.sql.SQLException e) {
                        // Its server ends.
                    }
                });
                busy.start();
                child.process().destroyForcibly();
                awaitGone(servers);
                busy.join();
            }
        }
    }

    @Test
    void serversEndWhenTheirJvmExits() throws Exception {
        try (ChildJvm child = child()) {
            child.await("ready=");
            Servers servers = servers();
            child.process().getOutputStream().close();
            assertThat(child.process().waitFor()).isZero();
            assertThat(directories()).isEmpty();
            awaitGone(servers);
        }
    }

    @Test
    void withoutTheWatchdogServersSurviveUntilTheNextStartSweepsThem() throws IOException {
        Servers servers;
        try (ChildJvm child =
                builder().option("pgstride.testing.watchdog", "off").start()) {
            child.await("ready=");
            servers = servers();
            child.process().destroyForcibly().onExit().join();
        }
        assertThat(servers.processes()).hasSize(2).allMatch(ProcessHandle::isAlive);
        try (ChildJvm next = child()) {
            next.await("ready=");
            assertThat(servers.alive()).isEmpty();
            assertThat(directories()).hasSize(2).doesNotContainAnyElementsOf(servers.directories());
            awaitGoneAfterKill(next);
        }
    }

    private void awaitGoneAfterKill(ChildJvm child) throws IOException {
        Servers servers = servers();
        child.process().destroyForcibly();
        awaitGone(servers);
    }

    private ChildJvm child() {
        return builder().start();
    }

    private ChildJvm.Builder builder() {
        return builder("postgres", "redis");
    }

    private ChildJvm.Builder builder(String... servers) {
        return ChildJvm.running(servers)
                .option("java.io.tmpdir", temporary.toString())
                .option("pgstride.postgres", "embedded")
                .option("pgstride.redis", "embedded");
    }

    private Servers servers() throws IOException {
        return Servers.in(directories());
    }

    private List<Path> directories() throws IOException {
        Path servers = temporary.resolve("pgstride-" + System.getProperty("user.name") + "/servers");
        try (Stream<Path> directories = Files.list(servers)) {
            return directories.toList();
        }
    }

    private void awaitGone(Servers servers) {
        awaitGone(servers, 2);
    }

    private void awaitGone(Servers servers, int number) {
        assertThat(servers.processes()).hasSize(number);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(servers.alive()).isEmpty();
            assertThat(directories()).isEmpty();
        });
    }

    private static void kill(String signal, String process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, "--", process).start().waitFor())
                .isZero();
    }

    /** The main processes of servers, which their pid files tell. */
    private record Servers(List<Path> directories, List<ProcessHandle> processes) {

        static Servers in(List<Path> directories) {
            return new Servers(
                    directories,
                    directories.stream()
                            .flatMap(directory -> Stream.of("data/postmaster.pid", "redis.pid")
                                    .map(directory::resolve))
                            .filter(Files::exists)
                            .map(Servers::process)
                            .toList());
        }

        List<ProcessHandle> alive() {
            return processes.stream().filter(ProcessHandle::isAlive).toList();
        }

        private static ProcessHandle process(Path pidFile) {
            try {
                return ProcessHandle.of(
                                Long.parseLong(Files.readAllLines(pidFile).get(0)))
                        .orElseThrow();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
