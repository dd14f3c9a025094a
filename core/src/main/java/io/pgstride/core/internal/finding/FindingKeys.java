package io.pgstride.core.internal.finding;

import io.pgstride.core.PgstrideException;
import java.util.regex.Pattern;

/** The names of findings and of their sources. */
public final class FindingKeys {
    private static final int MAX_LENGTH = 100;
    private static final String PART = "[a-z][a-z0-9]*+(-[a-z0-9]++)*+";
    private static final Pattern ID = Pattern.compile(PART + "(\\." + PART + ")*+");
    private static final Pattern KEY = Pattern.compile(PART + "(\\." + PART + ")++");

    private FindingKeys() {}

    /** Refuses what is not the key of a finding. */
    public static void requireKey(String key) {
        require(KEY, "Key of a finding", key, "pagination.missing-index");
    }

    /** Refuses what is not the id of a source. */
    public static void requireId(String id) {
        require(ID, "Id of a finding source", id, "pagination");
    }

    private static void require(Pattern pattern, String what, String text, String example) {
        if (text.length() > MAX_LENGTH) {
            throw new PgstrideException(
                    what + " has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        if (!pattern.matcher(text).matches()) {
            throw new PgstrideException(what + " is malformed: '" + text
                    + "'; join lower-case words by hyphens and parts by dots, as in '" + example + "'");
        }
    }
}
