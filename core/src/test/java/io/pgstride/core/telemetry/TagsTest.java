package io.pgstride.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgstride.core.PgstrideException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
    @Test
    void orderDoesNotMatter() {
        Tags one = Tags.of("pool", "primary").and("outcome", "ok");
        Tags other = Tags.of("outcome", "ok").and("pool", "primary");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString("{outcome=ok, pool=primary}");
        assertThat(one).isNotEqualTo(Tags.of("pool", "primary"));
        assertThat(Tags.none().values()).isEmpty();
    }

    @Test
    void addingDoesNotChangeTheOrigin() {
        Tags origin = Tags.of("pool", "primary");
        origin.and("outcome", "ok");

        assertThat(origin.values()).hasSize(1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> origin.values().clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Pool", "pool_name", "1pool", "pool name", "abcdefghijklmnopqrstuvwxyzabcde"})
    void malformedKeysAreRefused(String key) {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> Tags.of(key, "x"))
                .withMessageContaining("Tag key '" + key + "'");
    }

    @Test
    void valuesAreBounded() {
        assertThatExceptionOfType(PgstrideException.class).isThrownBy(() -> Tags.of("pool", " "));
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> Tags.of("pool", "x".repeat(101)))
                .withMessageContaining("has 101 characters");
    }

    @Test
    void aKeyIsSetOnce() {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> Tags.of("pool", "a").and("pool", "b"))
                .withMessageContaining("'pool' is set already");
    }

    @Test
    void fiveAreEnough() {
        Tags five = Tags.of("a", "1").and("b", "1").and("c", "1").and("d", "1").and("e", "1");

        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> five.and("f", "1"))
                .withMessageContaining("at most 5");
    }
}
