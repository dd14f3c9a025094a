package io.pgstride.testing;

import io.pgstride.testing.internal.JdbcTarget;
import io.pgstride.testing.internal.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PgBouncer in transaction mode before a database, as a child process that ends with this one. It has to be installed: the program comes from the system property
 * {@code pgstride.pgbouncer}, else from the PATH or where Debian puts it. Root, as whom it refuses to run, starts it as nobody. Thread-safe.
 *
 * <pre>{@code
 * assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed");
 * try (PgBouncer bouncer = PgBouncer.before(database, Map.of("default_pool_size", "2"))) { … bouncer.url() … }
 * }</pre>
 */
public final class PgBouncer implements AutoCloseable {
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

    private static Optional<Path> program() {
        String asked = System.getProperty("pgstride.pgbouncer");
        Stream<String> places = Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                Stream.of("/usr/sbin"));
        return (asked == null ? places.map(place -> Path.of(place, "pgbouncer")) : Stream.of(Path.of(asked)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String requireProgram() {
        return program()
                .map(Path::toString)
                .orElseThrow(() -> new ServerStartException(
                        "PgBouncer is not installed; install the package pgbouncer, or name the program by"
                                + " -Dpgstride.pgbouncer"));
    }

    /**
     * Whether there is a program to start.
     *
     * @return false where tests with it are to be skipped
     */
    public static boolean isInstalled() {
        return program().isPresent();
    }

    /**
     * Whether it knows {@code max_prepared_statements}, as from 1.21.
     *
     * @return false for an older one
     * @throws ServerStartException if it is not installed
     */
    public static boolean tracksStatements() {
        try {
            Process asked = new ProcessBuilder(requireProgram(), "--version").start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(answer);
            return version.find()
                    && Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2)) >= 121;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one before a database, and blocks until it answers.
     *
     * @param database stays the caller's to close, after this
     * @param settings of its section {@code [pgbouncer]}, over the defaults
     * @return the running one, to be closed by the caller
     * @throws ServerStartException if it is not installed, or does not answer
     */
    public static PgBouncer before(PostgresDatabase database, Map<String, String> settings) {
        return start(database.target(), database.name(), settings);
    }

    /**
     * Starts one before a database of a cluster's host, and blocks until it answers.
     *
     * @param host stays the cluster's to close
     * @param database its name
     * @param settings of its section {@code [pgbouncer]}, over the defaults
     * @return the running one, to be closed by the caller
     * @throws ServerStartException if it is not installed, or does not answer
     */
    public static PgBouncer before(ClusterHost host, String database, Map<String, String> settings) {
        return start(host.node().target(), database, settings);
    }

    private static PgBouncer start(JdbcTarget target, String database, Map<String, String> settings) {
        String program = requireProgram();
        try {
            Path directory = Files.createTempDirectory("pgbouncer");
            int port = freePort();
            Path configuration = directory.resolve("pgbouncer.ini");
            Files.writeString(configuration, configuration(target, database, port, settings));
            if (ROOT) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
                Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
                Files.setAttribute(configuration, "unix:uid", NOBODY);
            }
            Process process = new ProcessBuilder(command(program, configuration))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=anyone";
            PgBouncer started = new PgBouncer(process, directory, url);
            Waiting.until("PgBouncer answers", started::answers, started::log);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer could not be started", e);
        }
    }

    private static String[] command(String program, Path configuration) {
        return Stream.of(
                        Stream.of("sh", "-c", UNTIL_END_OF_INPUT, "sh", program),
                        ROOT ? Stream.of("-u", "nobody") : Stream.<String>empty(),
                        Stream.of(configuration.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static String configuration(JdbcTarget target, String database, int port, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "listen_addr", "127.0.0.1",
                "listen_port", Integer.toString(port),
                "unix_socket_dir", "",
                "auth_type", "any",
                "pool_mode", "transaction"));
        all.putAll(settings);
        String password = target.password().isEmpty() ? "" : " password=" + target.password();
        return "[databases]\n%s = host=%s port=%d user=%s%s\n[pgbouncer]\n"
                        .formatted(database, target.firstHost(), target.firstPort(), target.user(), password)
                + all.entrySet().stream()
                        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    /**
     * The JDBC URL of the database by way of PgBouncer, as any user, whoever that is on the server.
     *
     * @return the URL, to which driver parameters can be added by {@code &}
     */
    public String url() {
        return url;
    }

    /**
     * A new client without named statements.
     *
     * @return a connection to PgBouncer
     * @throws SQLException if it does not answer
     */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url + "&prepareThreshold=0");
    }

    /** Ends the process and deletes its files. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            process.getOutputStream().close();
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
