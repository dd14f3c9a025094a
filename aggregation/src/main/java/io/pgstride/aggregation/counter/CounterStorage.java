package io.pgstride.aggregation.counter;

/**
 * Where the changes of a counter go. What is read is the same in each of them.
 *
 * <p>Which one: {@link #column()}, until transactions are seen to wait for each other on one row; then {@link #slots(int)} while reads matter most, and
 * {@link #ledger()} where writers shall never wait.
 */
public sealed interface CounterStorage {
    /** The most slots. */
    int MOST_SLOTS = 1_000;

    /** {@return the parent's column itself: nothing besides to read or to roll up; transactions that change the same key commit one after the other} */
    static CounterStorage column() {
        return new Column();
    }

    /**
     * {@return a number of rows for each key in a table beside, of which a transaction takes one by chance: that many transactions change a key at once}
     *
     * @param count 2 to {@link #MOST_SLOTS}
     * @throws IllegalArgumentException if it is less or more
     */
    static CounterStorage slots(int count) {
        return new Slots(count);
    }

    /** {@return a table to which each transaction appends; nobody waits, and {@link Counter#rollUp} moves its rows into the column} */
    static CounterStorage ledger() {
        return new Ledger();
    }

    /** As {@link CounterStorage#column()} makes it. */
    record Column() implements CounterStorage {}

    /**
     * As {@link CounterStorage#slots(int)} makes it.
     *
     * @param count how many rows a key may have
     */
    record Slots(int count) implements CounterStorage {
        /**
         * Checks.
         *
         * @param count 2 to {@link CounterStorage#MOST_SLOTS}
         */
        public Slots {
            if (count < 2 || count > MOST_SLOTS) {
                throw new IllegalArgumentException("a counter has 2 to " + MOST_SLOTS + " slots, not " + count
                        + "; as many as transactions change one key at once are enough");
            }
        }
    }

    /** As {@link CounterStorage#ledger()} makes it. */
    record Ledger() implements CounterStorage {}
}
