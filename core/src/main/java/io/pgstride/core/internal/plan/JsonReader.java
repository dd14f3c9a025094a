package io.pgstride.core.internal.plan;

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

    private final JsonTokens tokens;

    private JsonReader(JsonTokens tokens) {
        this.tokens = tokens;
    }

    /** The value that is the whole of the text. */
    public static @Nullable Object read(String text) {
        JsonTokens tokens = new JsonTokens(text);
        Object value = new JsonReader(tokens).value();
        if (!tokens.atEnd()) {
            throw tokens.expected("the end of the text");
        }
        return value;
    }

    /** Keeps what is open in a list rather than on the stack: two frames for each of 2000 levels are more than 512 kB. */
    private @Nullable Object value() {
        Deque<Container> open = new ArrayDeque<>();
        while (true) {
            tokens.skipSpace();
            Object value = null;
            if (tokens.peek() == '{' || tokens.peek() == '[') {
                Container container = open(open.size());
                if (!tokens.closes(container.end)) {
                    container.beginEntry();
                    open.push(container);
                    continue;
                }
                value = container.content();
            } else {
                value = tokens.scalar();
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
            throw new JsonSyntaxException("nested deeper than " + MAX_DEPTH, tokens.offset());
        }
        boolean object = tokens.peek() == '{';
        tokens.skip();
        return object ? new ObjectContainer() : new ArrayContainer();
    }

    /** Puts the value where it belongs; false if that was the last one there. */
    private boolean enters(Container container, @Nullable Object value) {
        container.add(value);
        if (tokens.closes(container.end)) {
            return false;
        }
        tokens.take(',', "',' or '" + container.end + "'");
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
            tokens.skipSpace();
            key = tokens.string();
            tokens.skipSpace();
            tokens.take(':', "':'");
        }

        @Override
        void add(@Nullable Object value) {
            String name = key;
            for (int n = 2; map.containsKey(name); n++) {
                if (n > MAX_EQUAL_KEYS) {
                    throw new JsonSyntaxException(
                            "more than " + MAX_EQUAL_KEYS + " equal keys in an object", tokens.offset());
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
}
