package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyPartsTest {
    private static final String LETTERS = "a,()%2C-.";
    private static final int KEYS = 200_000;

    @Test
    void textsAreReadable() {
        UUID id = new UUID(1, 2);
        assertThat(KeyParts.join(7L, "open", TimeUnit.DAYS, List.of(1, 2), null, id, new BigDecimal("1.50")))
                .isEqualTo("7,open,DAYS,(1,2),%-," + id + ",1.50");
        assertThat(KeyParts.join(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void theOrderInASetDoesNotMatter() {
        assertThat(KeyParts.join(new LinkedHashSet<>(List.of("b", "a", "c"))))
                .isEqualTo(KeyParts.join(Set.of("c", "b", "a")))
                .isEqualTo("(a,b,c)");
    }

    @Test
    void differentPartsHaveDifferentTexts() {
        Random random = new Random(42);
        Map<String, List<Object>> known = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            List<Object> parts = Arrays.asList(text(random), texts(random), random.nextBoolean() ? null : text(random));
            List<Object> same = known.putIfAbsent(KeyParts.join(parts.toArray()), parts);
            assertThat(same == null ? parts : same).isEqualTo(parts);
        }
        assertThat(known).hasSizeGreaterThan(KEYS / 10);
    }

    @Test
    void whatHasNoTextOfItsOwnIsRefused() {
        assertThatThrownBy(() -> KeyParts.join(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class java.lang.Double");
        assertThatThrownBy(KeyParts::join).hasMessageContaining("no parts");
        assertThatThrownBy(() -> KeyParts.join(List.of(new Object()))).hasMessageContaining("class java.lang.Object");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            texts.add(text(random));
        }
        return texts;
    }
}
