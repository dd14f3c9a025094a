package io.pgstride.pagination.internal.token;

import io.pgstride.core.signing.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Keys, bindings, codecs and values for the tests of tokens. */
final class Sample {
    static final int MAX_LENGTH = 4096;
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00.9Z");
    static final TokenBinding BINDING =
            new TokenBinding("\"public\".\"events\" by id desc", "user_id = 471100004711", "tenant 7");
    static final List<@Nullable String> VALUES = Arrays.asList("2026-11-22 10:00:00.123456+00", null, "42");

    private Sample() {}

    static SigningKey key(int number) {
        byte[] key = new byte[32];
        new Random(number).nextBytes(key);
        return SigningKey.of(key);
    }

    static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    static TokenCodec signed(int... keys) {
        return signed(NOW, null, keys);
    }

    static TokenCodec signed(Instant now, @Nullable Duration expireAfter, int... keys) {
        List<SigningKey> all = Arrays.stream(keys).mapToObj(Sample::key).toList();
        return TokenCodec.signed(all, MAX_LENGTH, expireAfter, at(now));
    }

    static TokenCodec unsigned() {
        return TokenCodec.unsigned(MAX_LENGTH, at(NOW));
    }

    static String token(TokenCodec codec) {
        return codec.encoder(BINDING).encode(VALUES);
    }

    static List<@Nullable String> values(Random random) {
        int count = random.nextInt(20) == 0 ? 1 + random.nextInt(40) : 1 + random.nextInt(5);
        List<@Nullable String> values = new ArrayList<>(count);
        for (int value = 0; value < count; value++) {
            values.add(random.nextInt(6) == 0 ? null : text(random));
        }
        return values;
    }

    /** From nothing to a few hundred bytes, of characters that UTF-8 has in one to four bytes. */
    static String text(Random random) {
        int length = random.nextInt(8) == 0 ? 80 + random.nextInt(80) : random.nextInt(30);
        boolean plain = random.nextBoolean();
        return random.ints(1, plain ? 0x80 : Character.MAX_CODE_POINT + 1)
                .map(point -> plain || random.nextBoolean() ? point : 1 + point % 0x900)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .limit(length)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
