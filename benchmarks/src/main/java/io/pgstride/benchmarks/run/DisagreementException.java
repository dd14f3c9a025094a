package io.pgstride.benchmarks.run;

/** A subject answered otherwise than the others, so no figure of the run means anything. */
public final class DisagreementException extends Exception {
    private static final long serialVersionUID = 1L;

    DisagreementException(String where, String subject, String others, String difference) {
        super(where + ": subject " + subject + " answers otherwise than " + others + ": " + difference);
    }
}
