package io.pgstride.pagination.internal.token;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Texts that are no genuine tokens: genuine ones damaged in every way that comes to mind, foreign ones, and noise. */
final class TokenMutations {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String STRANGE = "=+/ .%\n\0\u00e4\u20ac\ud83d";
    private static final int POOL = 200;

    private final Random random;
    private final List<String> genuine;
    private final List<String> foreign;
    private final Set<String> good;

    /** Tokens of the codec are damaged, those of the others are sent as they are. */
    TokenMutations(Random random, TokenCodec codec, TokenCodec... others) {
        this.random = random;
        genuine = pool(codec, Sample.BINDING);
        foreign = Stream.concat(
                        Arrays.stream(others).flatMap(other -> pool(other, Sample.BINDING).stream()),
                        Stream.of(
                                        new TokenBinding("other", Sample.BINDING.filter(), Sample.BINDING.scope()),
                                        new TokenBinding(Sample.BINDING.ordering(), "other", Sample.BINDING.scope()),
                                        new TokenBinding(Sample.BINDING.ordering(), Sample.BINDING.filter(), "other"))
                                .flatMap(binding -> pool(codec, binding).stream()))
                .toList();
        good = new HashSet<>(genuine);
    }

    private List<String> pool(TokenCodec codec, TokenBinding binding) {
        TokenEncoder encoder = codec.withMaxLength(Integer.MAX_VALUE).encoder(binding);
        return Stream.generate(() -> encoder.encode(Sample.values(random)))
                .filter(token -> token.length() <= Sample.MAX_LENGTH)
                .limit(POOL)
                .toList();
    }

    /** The next one; never a genuine token. */
    String next() {
        String text;
        do {
            text = candidate();
        } while (good.contains(text));
        return text;
    }

    private String candidate() {
        return switch (random.nextInt(20)) {
            case 0 -> noise(random.nextInt(300), ALPHABET);
            case 1 -> noise(random.nextInt(100), ALPHABET + STRANGE);
            case 2 -> TokenText.of(bytes(random.nextInt(200)));
            case 3 -> pick(foreign);
            case 4 -> one().repeat(1 + random.nextInt(60));
            case 5 -> spliced(one(), pick(foreign));
            case 6 -> spliced(one(), one());
            case 7, 8, 9 -> respelled(one());
            case 10, 11, 12, 13 -> damagedText(one());
            default -> damagedBytes(one());
        };
    }

    private String one() {
        return pick(genuine);
    }

    private String pick(List<String> tokens) {
        return tokens.get(random.nextInt(tokens.size()));
    }

    private String noise(int length, String characters) {
        StringBuilder text = new StringBuilder(length);
        for (int index = 0; index < length; index++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 1 && random.nextBoolean()) {
            bytes[0] = TokenCodec.VERSION;
            bytes[1] = (byte) random.nextInt(2);
        }
        return bytes;
    }

    /** The start of one and the end of the other, at the same distance from the start or from the end. */
    private String spliced(String start, String end) {
        int cut = random.nextInt(Math.min(start.length(), end.length()));
        return random.nextBoolean()
                ? start.substring(0, cut) + end.substring(cut)
                : start.substring(0, start.length() - cut) + end.substring(end.length() - cut);
    }

    /** The same bytes to a lenient reader. */
    private String respelled(String token) {
        String padded =
                Base64.getUrlEncoder().encodeToString(Base64.getUrlDecoder().decode(token));
        char last = token.charAt(token.length() - 1);
        return switch (random.nextInt(4)) {
            case 0 -> padded.equals(token) ? token + "=" : padded;
            case 1 -> token.replace('-', '+').replace('_', '/') + "\n";
            case 2 -> token + STRANGE.charAt(random.nextInt(STRANGE.length()));
            default -> token.substring(0, token.length() - 1) + ALPHABET.charAt((ALPHABET.indexOf(last) + 1) % 64);
        };
    }

    private String damagedText(String token) {
        StringBuilder text = new StringBuilder(token);
        for (int times = 1 + random.nextInt(3); times > 0 && !text.isEmpty(); times--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, noise(1 + random.nextInt(8), ALPHABET));
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.setLength(at);
                default -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(64)));
            }
        }
        return text.toString();
    }

    private String damagedBytes(String token) {
        byte[] bytes = TokenText.bytes(token);
        for (int times = 1 + random.nextInt(3); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
                case 2 -> bytes[at]++;
                case 3 -> bytes[random.nextInt(Math.min(2, bytes.length))] = (byte) random.nextInt(4);
                case 4 -> System.arraycopy(bytes, at, bytes, random.nextInt(at + 1), bytes.length - at);
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return TokenText.of(bytes);
    }
}
