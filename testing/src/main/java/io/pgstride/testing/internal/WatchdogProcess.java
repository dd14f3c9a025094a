package io.pgstride.testing.internal;

import io.pgstride.testing.internal.watchdog.Watchdog;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the {@link Watchdog} in a session of its own where there is setsid, so that no signal to our group reaches it. */
final class WatchdogProcess {
    /** For tests of the watchdog itself: {@code off} leaves it out. */
    static final String SWITCH = "pgstride.testing.watchdog";

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
        return Optional.of(new ProcessBuilder(command)
                .directory(new File(System.getProperty("java.io.tmpdir")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
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
