package io.pgstride.core.pool;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.finding.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** The planned pools may open more connections than the server, a role or a database allows. */
public final class ConnectionBudgetException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /**
     * Carries what was found.
     *
     * @param findings at least one
     */
    public ConnectionBudgetException(List<Finding> findings) {
        super(findings.stream()
                .map(finding -> finding.subject() + ": " + finding.summary())
                .collect(Collectors.joining(" ")));
        this.findings = List.copyOf(findings);
    }

    /** {@return what was found, with its figures; unmodifiable} */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
