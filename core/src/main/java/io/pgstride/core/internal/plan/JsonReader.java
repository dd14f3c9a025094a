package io.pgstride.core.internal.plan;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of EXPLAIN without losing anything.
 *
 * <p>jOOQ's parser is not used, because it reorders keys, drops all but the last of equal keys, turns 15.00 into 15.0, throws
 * NumberFormatException on the 101-digit row counts PostgreSQL can print, refuses the {@code Infinity} that PostgreSQL prints for
 * an overflown cost, and accepts malformed text.
 *
 * <p>Values are String, Boolean, Long where the number is an integer that fits, else BigDecimal with its scale, Double for
 * Infinity and NaN only, null, and unmodifiable lists and maps in the order of the text. The second and later of equal keys in
 * one object are kept as {@code "key (2)"} and so on. Depth, digits, exponents and equal keys are bounded, so that no input can
 * exhaust the stack or the processor.
 */
public final class JsonReader {
    static final int MAX_DEPTH = 2_000;
    private static final int MAX_EQUAL_KEYS = 100;
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_EXPONENT_DIGITS = 3;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The value that is the whole of the text. */
    public static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.expected("the end of the text");
        }
        return value;
    }

    /** Keeps what is open in a list rather than on the stack: two frames for each of 2000 levels are more than 512 kB. */
    private @Nullable Object value() {
        Deque<Container> open = new ArrayDeque<>();
        while (true) {
            skipSpace();
            Object value = null;
            if (peek() == '{' || peek() == '[') {
                Container container = open(open.size());
                if (!closes(container.end)) {
                    container.beginEntry();
                    open.push(container);
                    continue;
                }
                value = container.content();
            } else {
                value = scalar();
            }
            while (!open.isEmpty() && !enters(open.getFirst(), value)) {
                value = open.pop().content();
            }
            if (open.isEmpty()) {
                return value;
            }
        }
    }

    private Container open(int depth) {
        if (depth >= MAX_DEPTH) {
            throw new JsonSyntaxException("nested deeper than " + MAX_DEPTH, at);
        }
        at++;
        return text.charAt(at - 1) == '{' ? new ObjectContainer() : new ArrayContainer();
    }

    /** Puts the value where it belongs; false if that was the last one there. */
    private boolean enters(Container container, @Nullable Object value) {
        container.add(value);
        if (closes(container.end)) {
            return false;
        }
        take(',', "',' or '" + container.end + "'");
        container.beginEntry();
        return true;
    }

    private abstract static class Container {
        final char end;

        Container(char end) {
            this.end = end;
        }

        abstract void beginEntry();

        abstract void add(@Nullable Object value);

        abstract Object content();
    }

    private final class ObjectContainer extends Container {
        private final Map<String, @Nullable Object> map = new LinkedHashMap<>();
        private String key = "";

        ObjectContainer() {
            super('}');
        }

        @Override
        void beginEntry() {
            skipSpace();
            key = string();
            skipSpace();
            take(':', "':'");
        }

        @Override
        void add(@Nullable Object value) {
            String name = key;
            for (int n = 2; map.containsKey(name); n++) {
                if (n > MAX_EQUAL_KEYS) {
                    throw new JsonSyntaxException("more than " + MAX_EQUAL_KEYS + " equal keys in an object", at);
                }
                name = key + " (" + n + ")";
            }
            map.put(name, value);
        }

        @Override
        Object content() {
            return Collections.unmodifiableMap(map);
        }
    }

    private static final class ArrayContainer extends Container {
        private final List<@Nullable Object> list = new ArrayList<>();

        ArrayContainer() {
            super(']');
        }

        @Override
        void beginEntry() {}

        @Override
        void add(@Nullable Object value) {
            list.add(value);
        }

        @Override
        Object content() {
            return Collections.unmodifiableList(list);
        }
    }

    private boolean closes(char end) {
        skipSpace();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    private @Nullable Object scalar() {
        return switch (peek()) {
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case 'I' -> word("Infinity", Double.POSITIVE_INFINITY);
            case 'N' -> word("NaN", Double.NaN);
            case '-' -> text.startsWith("-I", at) ? word("-Infinity", Double.NEGATIVE_INFINITY) : number();
            default -> number();
        };
    }

    private String string() {
        take('"', "a string");
        StringBuilder content = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c < ' ') {
                throw expected("the end of a string, and no control character in it");
            }
            at++;
            content.append(c == '\\' ? escape() : c);
        }
        at++;
        return content.toString();
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw expected("an escape");
            }
        };
    }

    private char unicode() {
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw expected("four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Number number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int whole = digits();
        if (whole > 1 && text.charAt(at - whole) == '0') {
            throw expected("a number without leading zeros");
        }
        boolean integer = true;
        if (peek() == '.') {
            at++;
            digits();
            integer = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            exponent();
            integer = false;
        }
        return toNumber(start, integer);
    }

    private void exponent() {
        at++;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        if (digits() > MAX_EXPONENT_DIGITS) {
            throw expected("an exponent of at most " + MAX_EXPONENT_DIGITS + " digits");
        }
    }

    private int digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw expected("a value");
        }
        return at - start;
    }

    private Number toNumber(int start, boolean integer) {
        int length = at - start;
        if (length > MAX_NUMBER_LENGTH) {
            throw new JsonSyntaxException("a number longer than " + MAX_NUMBER_LENGTH + " characters", start);
        }
        String literal = text.substring(start, at);
        if (integer && length <= 18) {
            return Long.valueOf(literal);
        }
        BigDecimal exact = new BigDecimal(literal);
        return integer && exact.unscaledValue().bitLength() < Long.SIZE ? exact.longValue() : exact;
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            throw expected("a value");
        }
        at += word.length();
        return meaning;
    }

    private void take(char c, String name) {
        if (peek() != c) {
            throw expected(name);
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character; past the end a NUL, which no rule accepts. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private JsonSyntaxException expected(String what) {
        return new JsonSyntaxException("expected " + what, Math.min(at, text.length()));
    }
}
