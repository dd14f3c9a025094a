package io.pgstride.batching.internal.run;

/** Hears of a claim that gave rows, on the thread that claimed and before it works on them. */
interface ClaimMark {
    /** At each call of the handler; a batch that is split calls more than once. */
    void claimed(int rows);
}
