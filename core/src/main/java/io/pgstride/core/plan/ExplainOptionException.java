package io.pgstride.core.plan;

import io.pgstride.core.PgstrideException;
import java.util.Optional;

/** An option of EXPLAIN that the server is too old for, or that contradicts another one. */
public final class ExplainOptionException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** In PostgreSQL's words. */
    private final String option;

    /** Empty where the options contradict each other. */
    private final String serverVersion;

    private ExplainOptionException(String option, String serverVersion, String message) {
        super(message);
        this.option = option;
        this.serverVersion = serverVersion;
    }

    static ExplainOptionException tooOld(ExplainOption option, String serverVersion) {
        return new ExplainOptionException(
                option.name(),
                serverVersion,
                "EXPLAIN option " + option + " needs PostgreSQL " + option.sinceMajor() + "; the server is "
                        + serverVersion + ". Leave the option out, or use a newer server.");
    }

    static ExplainOptionException needsAnalyze(ExplainOption option) {
        return new ExplainOptionException(
                option.name(),
                "",
                "EXPLAIN option " + option + " measures an execution: call analyze() too, or leave it out.");
    }

    static ExplainOptionException genericAnalyze() {
        return new ExplainOptionException(
                ExplainOption.GENERIC_PLAN.name(),
                "",
                "EXPLAIN option GENERIC_PLAN plans without values, so it cannot be analyzed: leave out genericPlan() or"
                        + " analyze().");
    }

    /** {@return the option in PostgreSQL's words, for example {@code GENERIC_PLAN}} */
    public String option() {
        return option;
    }

    /** {@return the version of the server that is too old; absent where the options contradict each other on any server} */
    public Optional<String> serverVersion() {
        return serverVersion.isEmpty() ? Optional.empty() : Optional.of(serverVersion);
    }
}
