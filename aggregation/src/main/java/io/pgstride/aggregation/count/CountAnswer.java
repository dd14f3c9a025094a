package io.pgstride.aggregation.count;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A number of rows, how it came about, and how far to trust it. Immutable.
 *
 * @param rows the number; with {@link Confidence#AT_LEAST} there are more
 * @param method how it came about
 * @param confidence how far to trust it
 * @param estimate what was expected before it was counted, or is the answer; empty if nothing was estimated
 * @param analyzed when the statistics are from, those of the table whose are oldest; empty if nothing was estimated, or the server does not know
 * @param doubts what speaks against it, and what would help
 */
public record CountAnswer(
        long rows,
        CountMethod method,
        Confidence confidence,
        OptionalLong estimate,
        Optional<Instant> analyzed,
        List<Doubt> doubts) {
    private static final MathContext TWO_DIGITS = new MathContext(2);
    private static final MathContext ONE_DIGIT = new MathContext(1);

    /**
     * Copies.
     *
     * @param rows not negative
     * @param method how it came about
     * @param confidence how far to trust it
     * @param estimate not negative
     * @param analyzed when the statistics are from
     * @param doubts copied
     */
    public CountAnswer {
        doubts = List.copyOf(doubts);
    }

    /** {@return whether there are exactly so many} */
    public boolean isExact() {
        return confidence == Confidence.EXACT;
    }

    /** {@return whether there are more, and it is not known how many} */
    public boolean isMore() {
        return confidence == Confidence.AT_LEAST;
    }

    /**
     * {@return the number to show, in English} {@code 8,412}; {@code more than 10,000}; an estimate by two digits, {@code about 1,200,000}, and one of {@link Confidence#LOW} confidence or of a
     * table that was never analyzed by one, {@code perhaps 1,000,000}.
     */
    public String text() {
        return switch (confidence) {
            case EXACT -> grouped(rows);
            case AT_LEAST -> "more than " + grouped(rows);
            case FRESH, UNDATED, STALE -> "about " + rounded(TWO_DIGITS);
            case LOW, NEVER_ANALYZED -> "perhaps " + rounded(ONE_DIGIT);
        };
    }

    private String rounded(MathContext digits) {
        return grouped(new BigDecimal(rows).round(digits).longValue());
    }

    private static String grouped(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /** The text, the method, the confidence and the doubts: {@code about 1,200,000 (PAGES, FRESH)}. */
    @Override
    public String toString() {
        String because = doubts.isEmpty()
                ? ""
                : "; " + String.join(", ", doubts.stream().map(Doubt::toString).toList());
        return text() + " (" + method + ", " + confidence + because + ")";
    }
}
