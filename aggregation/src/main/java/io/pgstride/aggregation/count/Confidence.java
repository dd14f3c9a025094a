package io.pgstride.aggregation.count;

/** How far to trust a number of rows, from the best to the worst; an estimate has the worst that its {@linkplain Doubt doubts} lead to. */
public enum Confidence {
    /** So many rows, as of the statement that counted them; or none, as the table has no page. */
    EXACT,
    /** More rows than told, for certain: the count stopped there. */
    AT_LEAST,
    /** An estimate by statistics since which at most 50 rows and a tenth of the live ones have changed, where autovacuum would not analyze either. */
    FRESH,
    /** An estimate by statistics of unknown age: on a standby, or since a crash or a reset the server has not counted changes. */
    UNDATED,
    /** An estimate by statistics since which more has changed. */
    STALE,
    /** An estimate of what statistics do not tell: columns that may depend on each other, patterns, expressions, joins under conditions, groups. It may be wrong by any factor. */
    LOW,
    /** An estimate without statistics: of the size of the file, or the planner's defaults. */
    NEVER_ANALYZED
}
