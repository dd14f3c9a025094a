package io.pgstride.core.transaction;

/** PostgreSQL's transaction isolation levels. */
public enum Isolation {
    /** Each statement sees what was committed before it began. */
    READ_COMMITTED,
    /** All statements see one snapshot; concurrent updates fail with 40001. */
    REPEATABLE_READ,
    /** As if transactions ran one after the other; those that could not fail with 40001. */
    SERIALIZABLE
}
