package io.pgstride.testing.internal;

import io.pgstride.testing.internal.watchdog.Watchdog;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the {@link Watchdog} in a session of its own where there is setsid, so that no signal to our group reaches it. */
final class WatchdogProcess {
    /** For tests of the watchdog itself: {@code off} leaves it out. */
    static final String SWITCH = "pgstride.testing.watchdog";

    /** Agents, heap sizes and collectors meant for the JVM of the tests would keep this one from starting. */
    private static final Set<String> OPTIONS_OF_OTHER_JVMS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final Duration READY_LIMIT = Duration.ofSeconds(20);
    private static final int END = -1;

    private WatchdogProcess() {}

    static Optional<Process> start() throws IOException {
        if ("off".equals(System.getProperty(SWITCH))) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>();
        setsid().ifPresent(setsid -> command.add(setsid.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx16m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", codeSource().toString(), Watchdog.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File(System.getProperty("java.io.tmpdir")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(OPTIONS_OF_OTHER_JVMS);
        return Optional.of(builder.start());
    }

    /** Blocks until it says that it runs. */
    static void awaitReady(Process watchdog) throws IOException {
        CompletableFuture<Integer> said = new CompletableFuture<>();
        Thread reader = new Thread(() -> said.complete(read(watchdog)), "pgstride-testing-watchdog-ready");
        reader.setDaemon(true);
        reader.start();
        if (said.completeOnTimeout(END, READY_LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .join()
                != Watchdog.READY) {
            throw new IOException("it did not begin within " + READY_LIMIT.toSeconds() + " s, or ended at once");
        }
    }

    private static int read(Process watchdog) {
        try {
            return watchdog.getInputStream().read();
        } catch (IOException e) {
            return END;
        }
    }

    private static Path codeSource() throws IOException {
        CodeSource source = Watchdog.class.getProtectionDomain().getCodeSource();
        try {
            Path path = source == null ? null : Path.of(source.getLocation().toURI());
            if (path != null && Files.exists(path)) {
                return path.toAbsolutePath();
            }
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            throw new IOException("its classes are not in a directory or jar", e);
        }
        throw new IOException("its classes are not in a directory or jar");
    }

    private static Optional<Path> setsid() {
        String path = System.getenv("PATH");
        return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
