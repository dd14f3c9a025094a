package io.pgstride.caching.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.SlotHash;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final String TROUBLE = "%{}:uU0aA7\u0000\n\u001b\u007f\u0085é\u20ac\ud83d\ude00\ud83d";

    private static Keys<String> keys(int version) {
        return new Keys<>(
                "pgstride",
                new StoreSettings<>(
                        "prices", version, key -> Set.of(), Duration.ofMinutes(1), Clock.systemUTC(), Telemetry.none()),
                new KeyText<>());
    }

    @Test
    void namesAreReadable() {
        Keys.Names names = keys(3).of("a b");
        assertThat(names)
                .isEqualTo(new Keys.Names(
                        "pgstride:{prices:a b}:3",
                        "pgstride:{prices:a b}:l",
                        "pgstride:{prices:a b}:f",
                        "pgstride:{prices:a b}:2",
                        "pgstride:{prices:a b}:4"));
        assertThat(keys(3).of("}{%\n").value()).isEqualTo("pgstride:{prices:%7D%7B%25%0A}:3");
    }

    @Test
    void differentIdsHaveDifferentNamesOfOneSlot() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Keys<String> keys = keys(1);
        Map<String, String> ids = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder id = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                id.append(TROUBLE.charAt(random.nextInt(TROUBLE.length())));
            }
            Keys.Names names = keys.of(id.toString());
            byte[] sent = Call.text(names.value());
            String other = ids.put(new String(sent, StandardCharsets.ISO_8859_1), id.toString());
            assertThat(other == null || other.contentEquals(id))
                    .as("seed %d: %s and %s", seed, other, id)
                    .isTrue();
            assertThat(Stream.concat(Stream.of(names.value()), names.ended().stream())
                            .map(SlotHash::getSlot)
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void someTypesHaveTextsOfTheirOwn() {
        UUID uuid = UUID.randomUUID();
        List<Object> known = List.of("text", 1L, 2, (short) 3, uuid, DayOfWeek.MONDAY, TimeUnit.DAYS);
        assertThat(known)
                .map(key -> new KeyText<>().apply(key))
                .containsExactly("text", "1", "2", "3", uuid.toString(), "MONDAY", "DAYS");
    }

    @Test
    void othersAreRefusedWithTheMend() {
        assertThatThrownBy(() -> new KeyText<Double>().apply(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Double")
                .hasMessageContaining("keys(function)");
    }

    @Test
    void keysOfTwoTypesAreRefusedAsTheirTextsMayBeTheSame() {
        KeyText<Object> text = new KeyText<>();
        text.apply(1L);
        assertThat(text.apply(2L)).isEqualTo("2");
        assertThatThrownBy(() -> text.apply(1))
                .hasMessageContaining("java.lang.Long")
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("keys(function)");
    }
}
