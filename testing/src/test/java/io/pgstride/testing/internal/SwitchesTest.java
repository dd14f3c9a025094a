package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgstride.testing.ServerStartException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class SwitchesTest {

    @Test
    void everyDocumentedPostgresValueIsUnderstood() {
        assertThat(PostgresSwitch.parse("embedded")).isEqualTo(new PostgresSwitch.Embedded(OptionalInt.empty()));
        for (int major = 14; major <= 18; major++) {
            assertThat(PostgresSwitch.parse("" + major)).isEqualTo(new PostgresSwitch.Embedded(OptionalInt.of(major)));
        }
        assertThat(PostgresSwitch.parse("testcontainers")).isEqualTo(new PostgresSwitch.Testcontainers(""));
        assertThat(PostgresSwitch.parse("testcontainers:16-alpine"))
                .isEqualTo(new PostgresSwitch.Testcontainers("16-alpine"));
        assertThat(PostgresSwitch.parse("jdbc:postgresql://db:5433/app?user=me&password=p%20w&sslmode=require"))
                .isEqualTo(
                        new PostgresSwitch.External(new JdbcTarget("db:5433", "app", "me", "p w", "sslmode=require")));
    }

    @Test
    void embeddedServersOfTheSameMajorStandInForOthers() {
        assertThat(standIn("16", PostgresSpec.ANY)).hasValue(16);
        assertThat(standIn("embedded", PostgresSpec.ANY)).isEmpty();
        assertThat(standIn("testcontainers", PostgresSpec.ANY)).hasValue(17);
        assertThat(standIn("testcontainers:14.2-alpine", PostgresSpec.ANY)).hasValue(14);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> standIn("testcontainers:latest", PostgresSpec.ANY))
                .withMessageContaining("the image tag 'latest'")
                .withMessageContaining("say builder().major(n)");
        PostgresSpec asked = PostgresSpec.ANY.withMajor(OptionalInt.of(18));
        assertThat(standIn("testcontainers:latest", asked)).hasValue(18);
        assertThat(standIn("jdbc:postgresql://nowhere.invalid/db", asked)).hasValue(18);
    }

    private static OptionalInt standIn(String value, PostgresSpec spec) {
        return PostgresSwitch.parse(value).embedded(spec).major();
    }

    @Test
    void anExternalUrlIsGivenBackForAnotherDatabase() {
        JdbcTarget target =
                ExternalUrl.parse("jdbc:postgresql://a:1,b:2/app?sslmode=require&user=me&password=a%26b%3Dc");
        assertThat(target.url("new_one"))
                .isEqualTo("jdbc:postgresql://a:1,b:2/new_one?user=me&password=a%26b%3Dc&sslmode=require");
        assertThat(target.firstHost()).isEqualTo("a");
        assertThat(target.firstPort()).isEqualTo(1);
        assertThat(target.toString()).doesNotContain("a&b=c", "a%26b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "19", "embeded", "testcontainers:", "jdbc:mysql://h/d?password=hidden", "17 "})
    void anotherPostgresValueIsRefusedWithTheAcceptedOnes(String value) {
        assertThatExceptionOfType(ServerStartException.class)
                .isThrownBy(() -> PostgresSwitch.parse(value))
                .withMessageContaining("14, 15, 16, 17 or 18")
                .withMessageContaining("testcontainers:TAG")
                .withMessageContaining("jdbc:postgresql://")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
    }

    @Test
    void everyDocumentedRedisValueIsUnderstood() {
        assertThat(RedisSwitch.parse("embedded")).isEqualTo(new RedisSwitch.Embedded());
        assertThat(RedisSwitch.parse("testcontainers")).isEqualTo(new RedisSwitch.Testcontainers("7-alpine"));
        assertThat(RedisSwitch.parse("testcontainers:8")).isEqualTo(new RedisSwitch.Testcontainers("8"));
        assertThat(RedisSwitch.parse("redis://:p@h:1/5"))
                .isEqualTo(new RedisSwitch.External(URI.create("redis://:p@h:1/5")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://h:6379", "redis://me:hidden@h:6379/", "rediss://h/1", "none"})
    void anExternalRedisMustNameTheDatabaseThatMayBeEmptied(String value) {
        assertThatExceptionOfType(ServerStartException.class)
                .isThrownBy(() -> RedisSwitch.parse(value))
                .withMessageContaining("/INDEX with the index of the database that tests may empty")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:hush hush@host/0",
                "redis://:p%zzhush@host/0",
                "redis://:pa/sshush@host/0",
                "redis://:pa@sshush@host/0",
                "redis://me:hush@bad_host/0",
                "rediss://me:hush@host/0",
                "hush"
            })
    void aRedisValueThatIsRefusedShowsNothingAfterItsScheme(String value) {
        assertThatExceptionOfType(ServerStartException.class)
                .isThrownBy(() -> RedisSwitch.parse(value))
                .withNoCause()
                .satisfies(e -> assertThat(e.toString().replace("'hush'", "")).doesNotContain("hush"));
    }

    @Test
    void everythingBetweenTheSlashesAndTheLastAtIsHidden() {
        assertThat(Secrets.hide("redis://:pa/ss@host/0")).isEqualTo("redis://***@host/0");
        assertThat(Secrets.hide("redis://:pa@ss@host/0")).isEqualTo("redis://***@host/0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://me:hush@h:1/db",
                "jdbc:postgresql://me:hush@h/db?user=me",
                "jdbc:postgresql://h/a/b?user=me&password=hush",
                "jdbc:postgresql://h?password=hush",
                "jdbc:postgresql://h:hush/db",
                "jdbc:postgresql:hush",
                "jdbc:postgresql://h/db?password=%zzhush"
            })
    void aPostgresUrlThatIsRefusedIsShownNeitherByUsNorByTheDriver(String url) {
        try (DriverLog log = new DriverLog()) {
            assertThatExceptionOfType(ServerStartException.class)
                    .isThrownBy(() -> PostgresSwitch.parse(url))
                    .withNoCause()
                    .withMessageContaining("?user=...&password=...")
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("hush"));
            assertThat(log.messages()).noneMatch(message -> message.contains("hush"));
        }
    }

    @Test
    void theDriverWouldShowThePasswordOfAUrlWithTwoSlashes() {
        try (DriverLog log = new DriverLog()) {
            PGSimpleDataSource driver = new PGSimpleDataSource();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> driver.setURL("jdbc:postgresql://h/a/b?user=me&password=hush"));
            assertThat(log.messages()).anyMatch(message -> message.contains("password=hush"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://[::1]:5/db?user=me",
                "jdbc:postgresql:///db?user=me",
                "jdbc:postgresql://h/?user=me",
                "jdbc:postgresql://a:1,b:2/db?user=me&password=a/b?c=d@e"
            })
    void otherShapesThatTheDriverTakesAreTaken(String url) {
        assertThat(ExternalUrl.parse(url).user()).isEqualTo("me");
    }

    /** All that the driver logs while it is open. */
    private static final class DriverLog extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("org.postgresql");
        private final List<String> messages = new ArrayList<>();

        DriverLog() {
            logger.addHandler(this);
        }

        List<String> messages() {
            return messages;
        }

        @Override
        public void publish(LogRecord entry) {
            messages.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
