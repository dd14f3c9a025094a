package io.pgstride.aggregation.count;

import java.util.List;

/**
 * A reason not to take a number of rows at its word. Immutable.
 *
 * @param cause what it is
 * @param subject the table, with the columns or the expression if it is of these; names are quoted, and there is no value of the query in it
 * @param fix statements that would help, for you to run; empty if none would. Statistics on an expression need it to be immutable
 */
public record Doubt(Cause cause, String subject, List<String> fix) {
    /**
     * Copies.
     *
     * @param cause what it is
     * @param subject of what
     * @param fix copied
     */
    public Doubt {
        fix = List.copyOf(fix);
    }

    /** What can be wrong with a number. */
    public enum Cause {
        /** The table has no statistics. */
        NEVER_ANALYZED(Confidence.NEVER_ANALYZED, "never analyzed"),
        /** The server cannot tell how much has changed since ANALYZE. */
        UNDATED(Confidence.UNDATED, "statistics of unknown age"),
        /** More has changed since ANALYZE than autovacuum would leave. */
        STALE(Confidence.STALE, "changed since it was analyzed"),
        /** Conditions on several columns are taken as independent, as no extended statistics cover them. */
        CORRELATED(Confidence.LOW, "columns taken as independent"),
        /** LIKE, regular expressions, and operators such as containment, of which samples of values tell little. */
        PATTERN(Confidence.LOW, "pattern or containment"),
        /** A function, operator or cast of columns, on which there are no statistics. */
        EXPRESSION(Confidence.LOW, "expression without statistics"),
        /** A condition with a value that a subquery yields when it runs. */
        SUBQUERY(Confidence.LOW, "compared with a subquery"),
        /** A join of tables under conditions, which are taken as independent of each other. */
        JOIN(Confidence.LOW, "join under conditions"),
        /** A number of groups or of distinct rows, which a sample tells badly. */
        GROUPING(Confidence.LOW, "number of groups"),
        /** Rows that a function, a recursion or another server yields, or a condition on what the query computed. */
        COMPUTED(Confidence.LOW, "rows that are computed"),
        /** The exact count was begun, and not done within its time. */
        TIMED_OUT(Confidence.FRESH, "count not done in time"),
        /** The estimate was below the cap and wrong, as the count has shown. */
        REFUTED(Confidence.AT_LEAST, "more rows than estimated");

        private final Confidence confidence;
        private final String text;

        Cause(Confidence confidence, String text) {
            this.confidence = confidence;
            this.text = text;
        }

        /** {@return the best confidence that it leaves} */
        public Confidence confidence() {
            return confidence;
        }
    }

    /** For people, in English: {@code columns taken as independent: "public"."events" (kind, status)}. */
    @Override
    public String toString() {
        return cause.text + ": " + subject;
    }
}
