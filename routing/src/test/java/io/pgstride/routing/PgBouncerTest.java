package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.pool.Pools;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** A PgBouncer in transaction mode before each host. It goes on telling {@code in_hot_standby} as it was when it first connected. */
@EnabledIf("isInstalled")
class PgBouncerTest {
    private static final Path PROGRAM = Path.of(System.getProperty("pgstride.pgbouncer", "/usr/sbin/pgbouncer"));

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    @AfterEach
    void stop() throws IOException {
        for (Process process : started) {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }

    @Test
    void writesGoToTheNewPrimary() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            String database = cluster.createDatabase("bouncer");
            ClusterHost a = cluster.hosts().get(0);
            ClusterHost b = cluster.hosts().get(1);
            String first = bouncer(a, database);
            String second = bouncer(b, database);
            try (RoutingDataSource routing = RoutingDataSource.builder()
                    .host(RoutingHost.of(
                            "a", Pools.server(first).behindPgBouncer().config()))
                    .host(RoutingHost.of(
                            "b", Pools.server(second).behindPgBouncer().config()))
                    .build()) {
                assertThat(Hosts.portOf(routing)).isEqualTo(a.port());
                assertThat(Hosts.portOf(routing.readOnly())).isEqualTo(b.port());
                a.kill();
                b.promote();
                assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
                assertThat(hotStandby(second)).isEqualTo("on");
            }
        }
    }

    private static String hotStandby(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url + "&prepareThreshold=0")) {
            assertThat(DSL.using(connection, SQLDialect.POSTGRES)
                            .fetchSingle("select pg_is_in_recovery()")
                            .get(0))
                    .isEqualTo(false);
            return connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby");
        }
    }

    /** Ends with this process's pipe to the shell around it. Root, as whom PgBouncer refuses to run, starts it as nobody. */
    private String bouncer(ClusterHost host, String database) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration = Files.writeString(
                directory.resolve(host.name() + ".ini"), """
                [databases]
                %s = host=%s port=%d user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                """.formatted(database, host.host(), host.port(), port));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Stream<String> user = "root".equals(System.getProperty("user.name")) ? Stream.of("-u", "nobody") : Stream.of();
        started.add(new ProcessBuilder(Stream.of(
                                Stream.of("sh", "-c", "\"$@\" & cat >/dev/null; kill -9 $!; wait", "sh"),
                                Stream.of(PROGRAM.toString()),
                                user,
                                Stream.of(configuration.toString()))
                        .flatMap(part -> part)
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(host.name() + ".log").toFile())
                .start());
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=anyone";
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Connection connection = DriverManager.getConnection(url + "&prepareThreshold=0")) {
                return connection.isValid(1);
            }
        });
        return url;
    }
}
