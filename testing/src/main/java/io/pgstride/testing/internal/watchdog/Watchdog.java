package io.pgstride.testing.internal.watchdog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Outlives the JVM that started it by as long as it takes to end that JVM's servers.
 *
 * <p>It reads its standard input, a pipe whose other end only that JVM holds. Each line registers ({@code +}) or releases
 * ({@code -}) the directory of a server; a directory is registered before its server is started. The end of the input means that
 * the JVM is gone, however it went. Then every directory still registered is reaped. It says by one byte on its standard output that
 * it runs.
 */
public final class Watchdog {
    public static final char REGISTER = '+';
    public static final char RELEASE = '-';
    public static final char READY = '!';

    /** Servers that were just being started become visible within this time. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Set<Path> directories = new LinkedHashSet<>();

    private Watchdog() {}

    public static void main(String[] arguments) throws IOException {
        loadClasses();
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write(READY);
        }
        Watchdog watchdog = new Watchdog();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in), UTF_8))) {
            watchdog.listen(in);
        } finally {
            watchdog.directories.forEach(directory -> new Reaper(directory, QUIET).reap());
        }
    }

    /** The class path may be gone when the input ends, so all the work is done once, on nothing. */
    private static void loadClasses() {
        new Reaper(Path.of("no-such-server").toAbsolutePath(), Duration.ZERO).reap();
        new Evidence(ProcessHandle.current()).isZombie();
    }

    private void listen(BufferedReader in) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Path directory = Path.of(line.substring(1));
            if (line.charAt(0) == REGISTER) {
                directories.add(directory);
            } else {
                directories.remove(directory);
            }
        }
    }
}
