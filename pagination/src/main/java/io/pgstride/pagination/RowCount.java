package io.pgstride.pagination;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * A number of rows and what it means.
 *
 * @param rows the number
 * @param kind whether there are exactly so many rows, more, or about so many
 */
public record RowCount(long rows, Kind kind) {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    /** What a number of rows means. */
    public enum Kind {
        /** So many, as of the statement that counted them. */
        EXACT,
        /** More than so many: the cap was passed. */
        MORE_THAN,
        /** About so many, as the planner expects. */
        ESTIMATE
    }

    /** For people, in English: {@code 8,412}, {@code 10,000+}, or an estimate's three leading digits, {@code ~12,300}. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> grouped(rows);
            case MORE_THAN -> grouped(rows) + "+";
            case ESTIMATE ->
                "~" + grouped(new BigDecimal(rows).round(THREE_DIGITS).longValue());
        };
    }

    private static String grouped(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }
}
