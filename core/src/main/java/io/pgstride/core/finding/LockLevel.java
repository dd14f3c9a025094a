package io.pgstride.core.finding;

/**
 * PostgreSQL's table lock modes, from the weakest to the strongest.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES">PostgreSQL: Table-Level Locks</a>
 */
public enum LockLevel {
    /** Taken by SELECT. */
    ACCESS_SHARE(0b0000_0001, 0b1000_0000),

    /** Taken by SELECT FOR UPDATE and its like. */
    ROW_SHARE(0b0000_0010, 0b1100_0000),

    /** Taken by INSERT, UPDATE, DELETE and MERGE. */
    ROW_EXCLUSIVE(0b0000_0100, 0b1111_0000),

    /** Taken by VACUUM, ANALYZE, CREATE INDEX CONCURRENTLY, VALIDATE CONSTRAINT and DETACH PARTITION CONCURRENTLY. */
    SHARE_UPDATE_EXCLUSIVE(0b0000_1000, 0b1111_1000),

    /** Taken by CREATE INDEX. */
    SHARE(0b0001_0000, 0b1110_1100),

    /** Taken by CREATE TRIGGER and ADD FOREIGN KEY. */
    SHARE_ROW_EXCLUSIVE(0b0010_0000, 0b1111_1100),

    /** Taken by REFRESH MATERIALIZED VIEW CONCURRENTLY. */
    EXCLUSIVE(0b0100_0000, 0b1111_1110),

    /** Taken by DROP, TRUNCATE, VACUUM FULL and most of ALTER TABLE. */
    ACCESS_EXCLUSIVE(0b1000_0000, 0b1111_1111);

    private final int bit;

    /** A row of table 13.2 in PostgreSQL's documentation: the bits of the modes that have to wait. */
    private final int conflicts;

    LockLevel(int bit, int conflicts) {
        this.bit = bit;
        this.conflicts = conflicts;
    }

    /**
     * {@return whether one transaction has to wait for another, if they want these two on the same table} Symmetric.
     *
     * @param other may be the same one
     */
    public boolean conflictsWith(LockLevel other) {
        return (conflicts & other.bit) != 0;
    }

    /** {@return whether SELECT has to wait} */
    public boolean blocksReads() {
        return conflictsWith(ACCESS_SHARE);
    }

    /** {@return whether INSERT, UPDATE and DELETE have to wait} */
    public boolean blocksWrites() {
        return conflictsWith(ROW_EXCLUSIVE);
    }

    /** {@return PostgreSQL's name, as LOCK TABLE takes it: {@code SHARE UPDATE EXCLUSIVE}} */
    public String sql() {
        return name().replace('_', ' ');
    }

    /** Returns PostgreSQL's name and what waits for it. */
    @Override
    public String toString() {
        return sql() + (blocksReads() ? " (blocks reads and writes)" : blocksWrites() ? " (blocks writes)" : "");
    }
}
