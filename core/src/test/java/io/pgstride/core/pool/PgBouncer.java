package io.pgstride.core.pool;

import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PgBouncer in transaction mode before a database, as a child process that ends with this one. The program comes from the system property
 * {@code pgstride.pgbouncer}, else from the PATH or where Debian puts it. Root, as whom it refuses to run, starts it as nobody.
 */
final class PgBouncer implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("PgBouncer (\\d+)\\.(\\d+)");
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final int NOBODY = 65_534;

    /** Its standard input ends with this process, whichever way that ends. */
    private static final String UNTIL_END_OF_INPUT = "\"$@\" & cat >/dev/null; kill -9 $!; wait";

    private final Process process;
    private final Path directory;
    private final String url;

    private PgBouncer(Process process, Path directory, String url) {
        this.process = process;
        this.directory = directory;
        this.url = url;
    }

    static Optional<Path> program() {
        String asked = System.getProperty("pgstride.pgbouncer");
        Stream<String> places = Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)), Stream.of("/usr/sbin"));
        return (asked == null ? places.map(place -> Path.of(place, "pgbouncer")) : Stream.of(Path.of(asked)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether it knows {@code max_prepared_statements}. */
    static boolean tracksStatements() throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(program().orElseThrow().toString(), "--version").start();
        String answer = new String(asked.getInputStream().readAllBytes());
        asked.waitFor();
        Matcher version = VERSION.matcher(answer);
        return version.find() && Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2)) >= 121;
    }

    /** Blocks until it answers. */
    static PgBouncer start(PostgresDatabase database, Map<String, String> settings) throws IOException {
        Path directory = Files.createTempDirectory("pgbouncer");
        int port = freePort();
        Path configuration = directory.resolve("pgbouncer.ini");
        Files.writeString(configuration, configuration(database, port, settings));
        if (ROOT) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
            Files.setAttribute(configuration, "unix:uid", NOBODY);
        }
        String[] command = Stream.of(
                        Stream.of(
                                "sh",
                                "-c",
                                UNTIL_END_OF_INPUT,
                                "sh",
                                program().orElseThrow().toString()),
                        ROOT ? Stream.of("-u", "nobody") : Stream.<String>empty(),
                        Stream.of(configuration.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database.name() + "?user=anyone";
        PgBouncer started = new PgBouncer(process, directory, url);
        started.awaitAnswer();
        return started;
    }

    private static String configuration(PostgresDatabase database, int port, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "listen_addr", "127.0.0.1",
                "listen_port", Integer.toString(port),
                "unix_socket_dir", "",
                "auth_type", "any",
                "pool_mode", "transaction"));
        all.putAll(settings);
        String password = database.password().isEmpty() ? "" : " password=" + database.password();
        return "[databases]\n%s = host=%s port=%d user=%s%s\n[pgbouncer]\n"
                        .formatted(
                                database.name(),
                                database.server().host(),
                                database.server().port(),
                                database.user(),
                                password)
                + all.entrySet().stream()
                        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException {
        try {
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                try (Connection connection = connect()) {
                    return connection.isValid(1);
                }
            });
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "PgBouncer does not answer: " + Files.readString(directory.resolve("log")), e);
        }
    }

    /** As any user, whoever that is on the server. */
    String url() {
        return url;
    }

    /** A client without named statements. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url + "&prepareThreshold=0");
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            process.getOutputStream().close();
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
            files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
