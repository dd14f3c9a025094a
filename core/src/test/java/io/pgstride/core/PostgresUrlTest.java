package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class PostgresUrlTest {
    private static final List<String> PIECES = List.of(
            "h", "[::1]", "[", "]", ",", ":", ":1", ":0", ":65536", "/", "?", "&", "=", "@", "%", "%41", "é", " ", "-");

    private final Logger driver = Logger.getLogger("org.postgresql");
    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        driver.setUseParentHandlers(false);
        driver.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        driver.removeHandler(handler);
        driver.setUseParentHandlers(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:",
                "jdbc:postgresql:mine",
                "jdbc:postgresql:mine?user=me",
                "jdbc:postgresql:///db",
                "jdbc:postgresql://h/",
                "jdbc:postgresql://h/db",
                "jdbc:postgresql://h_1.example-2.org:1/db",
                "jdbc:postgresql://127.0.0.1:65535/db",
                "jdbc:postgresql://:5433/db",
                "jdbc:postgresql://[::1]/db",
                "jdbc:postgresql://[fe80::1]:5432/db",
                "jdbc:postgresql://a,b/db",
                "jdbc:postgresql://a:1,[::1]:2,10.0.0.1/my%20db?user=me&password=a/@b%25&options=-c%20a=b:c"
            })
    void whatTheDriverReadsIsWellFormed(String url) {
        assertThat(PostgresUrl.isWellFormed(url)).isTrue();
        assertThat(Driver.parseURL(url, null)).isNotNull();
        assertThat(logged).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h?password=hush",
                "jdbc:postgresql://h/a/b?password=hush",
                "jdbc:postgresql://h:0/db?password=hush",
                "jdbc:postgresql://h:70000/db?password=hush",
                "jdbc:postgresql://h:x/db?password=hush",
                "jdbc:postgresql://a:1,b:0/db?password=hush",
                "jdbc:postgresql://h/db?password=hush%",
                "jdbc:postgresql://h/db?password=hush%zz",
                "jdbc:postgresql://h/%4?password=hush",
                "jdbc:postgresql://me:hush@h/db"
            })
    void whatTheDriverWouldRepeatWithThePasswordIsNot(String url) {
        assertThat(PostgresUrl.isWellFormed(url)).isFalse();
        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hush",
                "h:5432/db",
                "//h/db",
                "postgresql://h/db",
                "jdbc:mysql://h/db",
                " jdbc:postgresql://h/db",
                "jdbc:postgresql:me:hush@h",
                "jdbc:postgresql://me@h/db",
                "jdbc:postgresql://[::1/db",
                "jdbc:postgresql://::1/db",
                "jdbc:postgresql://,/db",
                "jdbc:postgresql://a,,b/db",
                "jdbc:postgresql://a,/db"
            })
    void otherTextIsNotEither(String text) {
        assertThat(PostgresUrl.isWellFormed(text)).isFalse();
    }

    @Test
    void theDriverAlsoLogsThePasswordOfAUrlThatItCannotRead() {
        assertThat(Driver.parseURL("jdbc:postgresql://h/a/b?password=hush", null))
                .isNull();
        assertThat(logged).anyMatch(message -> message.contains("hush"));
    }

    @Test
    void theDriverReadsWhateverIsWellFormed() {
        Random random = new Random(42);
        int wellFormed = 0;
        for (int i = 0; i < 100_000; i++) {
            String url = random(random);
            if (PostgresUrl.isWellFormed(url)) {
                wellFormed++;
                assertThat(Driver.parseURL(url, null)).as("seed 42: %s", url).isNotNull();
            }
        }
        assertThat(wellFormed).isGreaterThan(1000);
        assertThat(logged).isEmpty();
    }

    private static String random(Random random) {
        StringBuilder url = new StringBuilder(random.nextInt(4) == 0 ? "jdbc:postgresql:" : "jdbc:postgresql://");
        for (int pieces = random.nextInt(9); pieces > 0; pieces--) {
            url.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return url.toString();
    }

    @Test
    void lengthDoesNotMatter() {
        String million = "x".repeat(1_000_000);
        assertThat(PostgresUrl.isWellFormed("jdbc:postgresql://" + million + "/" + million + "?" + million))
                .isTrue();
        assertThat(PostgresUrl.isWellFormed("jdbc:postgresql://h/" + million + "?" + million + "%"))
                .isFalse();
    }
}
