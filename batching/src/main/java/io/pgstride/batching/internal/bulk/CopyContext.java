package io.pgstride.batching.internal.bulk;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the context of a COPY's error says: {@code COPY events, line 42, column kind}, in the language of {@code lc_messages}.
 *
 * @param row 0 if there is none
 * @param column empty if there is none
 */
record CopyContext(long row, String column) {
    private static final CopyContext NONE = new CopyContext(0, "");

    /**
     * The first number behind the table's name in a line is the row, and a line that ends in a column's name means it: in binary
     * format no value follows.
     */
    static CopyContext of(String context, String relation, List<String> columns) {
        Pattern line = Pattern.compile(Pattern.quote(relation) + "[^\\d\\n]*(\\d{1,18})([^\\n]*)");
        Matcher matcher = line.matcher(context);
        if (relation.isEmpty() || !matcher.find()) {
            return NONE;
        }
        String rest = matcher.group(2);
        String column = columns.stream()
                .filter(name -> rest.endsWith(" " + name))
                .reduce("", (a, b) -> a.length() > b.length() ? a : b);
        return new CopyContext(Long.parseLong(matcher.group(1)), column);
    }
}
