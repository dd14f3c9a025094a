package io.pgstride.core.telemetry;

import io.pgstride.core.PgstrideException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What tells instruments of one name apart: at most five short keys with short values, in the order of the keys. Immutable.
 *
 * <p>Values must come from a small fixed set (a pool, a table, an outcome), never from input: each combination is a time series that
 * the collector keeps for good.
 */
public final class Tags {
    private static final int MAX_TAGS = 5;
    private static final int MAX_VALUE_LENGTH = 100;
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,29}");
    private static final Tags NONE = new Tags(new TreeMap<>());

    private final Map<String, String> values;

    private Tags(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** {@return no tags} */
    public static Tags none() {
        return NONE;
    }

    /**
     * {@return one tag}
     *
     * @param key at most 30 of a-z, 0-9 and hyphen, a letter first
     * @param value 1 to 100 characters, not blank
     * @throws PgstrideException if the key is malformed, or the value blank or longer than 100 characters
     */
    public static Tags of(String key, String value) {
        return NONE.and(key, value);
    }

    /**
     * {@return these tags and one more}
     *
     * @param key as for {@link #of}, and not among these
     * @param value as for {@link #of}
     * @throws PgstrideException if the key is malformed or taken, the value blank or longer than 100 characters, or five tags are set
     */
    public Tags and(String key, String value) {
        if (!KEY.matcher(key).matches()) {
            throw new PgstrideException(
                    "Tag key '" + key + "' is malformed: use at most 30 of a-z, 0-9 and hyphen, a letter first");
        }
        if (values.containsKey(key)) {
            throw new PgstrideException("Tag key '" + key + "' is set already: set each key once");
        }
        if (value.isBlank() || value.length() > MAX_VALUE_LENGTH) {
            throw new PgstrideException("The value of tag '" + key + "' has " + value.length()
                    + " characters or is blank: give 1 to " + MAX_VALUE_LENGTH + ", from a small fixed set");
        }
        if (values.size() == MAX_TAGS) {
            throw new PgstrideException(
                    "Tag '" + key + "' would be one too many: at most " + MAX_TAGS + " are allowed; drop one");
        }
        Map<String, String> more = new TreeMap<>(values);
        more.put(key, value);
        return new Tags(more);
    }

    /** {@return the values by key, in the order of the keys} */
    public Map<String, String> values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags tags && values.equals(tags.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
