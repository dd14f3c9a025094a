package io.pgstride.batching;

import io.pgstride.core.PgstrideException;

/** A drain ended early, as the thread that waited for it was interrupted; the thread's interrupt is set again. */
public final class DrainInterruptedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Until the interrupt. */
    private final transient ProcessingReport report;

    /**
     * Carries what was done.
     *
     * @param processor its name
     * @param report what it did until the interrupt
     */
    public DrainInterruptedException(String processor, ProcessingReport report) {
        super("the drain of " + processor + " was interrupted after " + report.done()
                + " rows; what was not acknowledged is pending, drain again");
        this.report = report;
    }

    /** {@return what was done until then; all of it is committed} */
    public ProcessingReport report() {
        return report;
    }
}
