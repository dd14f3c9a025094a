package io.pgstride.testing.internal.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A shell under the name of postgres stands for the server or for a stranger. */
@EnabledOnOs(OS.LINUX)
class ReaperTest {
    private static final String WAIT = "while :; do read -r line || exit; done";

    @TempDir
    Path temporary;

    private final List<Process> started = new ArrayList<>();
    private Path directory = Path.of("");
    private Path elsewhere = Path.of("");

    @BeforeEach
    void directories() throws IOException {
        directory = Files.createDirectories(temporary.resolve("servers/one"));
        Files.createDirectories(directory.resolve("data"));
        elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        Files.copy(Path.of("/bin/sh").toRealPath(), elsewhere.resolve("postgres"));
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aStrangerCalledPostgresSurvivesAStaleFileWithItsPid() throws Exception {
        Process stranger = postgres(elsewhere, WAIT);
        writePidFile(stranger.pid());
        assertThat(reaped(Duration.ofSeconds(30))).isTrue();
        assertThat(stranger.isAlive()).isTrue();
        assertThat(directory).doesNotExist();
    }

    @Test
    void aServerThatNamesTheDirectoryByItsArgumentsOrItsWorkingDirectoryIsEnded() throws Exception {
        Process worksThere = postgres(directory, WAIT);
        Process namesIt =
                postgres(elsewhere, WAIT, "-D", directory.resolve("data").toString());
        Process namesAnother = postgres(elsewhere, WAIT, "-D", directory + "1/data");
        assertThat(reaped(Duration.ofSeconds(30))).isTrue();
        assertThat(worksThere.isAlive()).isFalse();
        assertThat(namesIt.isAlive()).isFalse();
        assertThat(namesAnother.isAlive()).isTrue();
    }

    @Test
    void aZombieIsNotWaitedFor() throws Exception {
        String child = "'" + elsewhere.resolve("postgres") + "' -c 'sleep 0.5; exit' & echo $!; exec sleep 120";
        Process parent = started(new ProcessBuilder("/bin/sh", "-c", child).directory(directory.toFile()));
        long zombie = Long.parseLong(parent.inputReader().readLine());
        await().until(() -> new Evidence(ProcessHandle.of(zombie).orElseThrow()).isZombie());
        assertThat(ProcessHandle.of(zombie).orElseThrow().isAlive()).isTrue();
        writePidFile(zombie);
        assertThat(reaped(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void itGivesUpOnProcessesThatComeBack() throws Exception {
        String again = "while :; do '" + elsewhere.resolve("postgres") + "' -c '" + WAIT + "'; done <&0";
        started(new ProcessBuilder("/bin/sh", "-c", "echo; " + again).directory(directory.toFile()))
                .inputReader()
                .readLine();
        Reaper patient = new Reaper(directory, Duration.ofSeconds(10), Duration.ofSeconds(1));
        assertThat(CompletableFuture.supplyAsync(patient::reap).get(20, TimeUnit.SECONDS))
                .as("the gap before the next one is shorter than the quiet time")
                .isFalse();
        assertThat(directory).exists();
    }

    @Test
    void anInterruptDoesNotShortenTheServersTimeToEnd() throws Exception {
        Path orderly = temporary.resolve("orderly");
        String script = "trap ': > \"" + orderly + "\"; exit' TERM; echo; while :; do sleep 0.2; done";
        Process server =
                started(new ProcessBuilder(elsewhere.resolve("postgres").toString(), "-c", script)
                        .directory(directory.toFile()));
        server.inputReader().readLine();
        CompletableFuture<Boolean> flag = CompletableFuture.supplyAsync(() -> {
            Thread.currentThread().interrupt();
            return new Reaper(directory, Duration.ofMillis(300)).reap() && Thread.interrupted();
        });
        assertThat(flag.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(orderly).exists();
    }

    private boolean reaped(Duration limit) throws Exception {
        return CompletableFuture.supplyAsync(() -> new Reaper(directory, Duration.ZERO, limit).reap())
                .get(20, TimeUnit.SECONDS);
    }

    private void writePidFile(long pid) throws IOException {
        Files.writeString(directory.resolve("data/postmaster.pid"), pid + "\n");
    }

    private Process postgres(Path workingDirectory, String script, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(elsewhere.resolve("postgres").toString(), "-c", "echo; " + script, "postgres"));
        command.addAll(List.of(arguments));
        Process process = started(new ProcessBuilder(command).directory(workingDirectory.toFile()));
        process.inputReader().readLine();
        return process;
    }

    private Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
