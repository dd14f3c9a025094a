package io.pgstride.core.internal.finding;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import io.pgstride.core.finding.Severity;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer "unknown" in place of a source that failed. */
public final class FailedSource {
    private static final Logger LOG = LoggerFactory.getLogger(FailedSource.class);

    private FailedSource() {}

    /** A finding that says why there is no answer. */
    public static Finding finding(String id, FindingSource source, Throwable failure) {
        LOG.debug("FindingSources: source {} failed", id, failure);
        Finding.Builder finding = Finding.of(id + ".unknown", Severity.UNKNOWN)
                .subject(id)
                .summary("The source could not be asked, so nothing is known of: " + description(source));
        SQLException sql = sqlException(failure);
        if (sql == null) {
            finding.evidence("error", failure.getClass().getName());
            if (failure instanceof PgstrideException) {
                finding.evidence("message", String.valueOf(failure.getMessage()));
            }
            return finding.build();
        }
        finding.evidence("error", sql.getClass().getName());
        finding.evidence("sqlstate", String.valueOf(sql.getSQLState()));
        finding.evidence("message", primaryMessage(sql));
        return finding.build();
    }

    private static String description(FindingSource source) {
        try {
            return source.description();
        } catch (Exception | LinkageError failure) {
            return "what " + source.getClass().getName() + " looks for";
        }
    }

    private static @Nullable SQLException sqlException(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Without DETAIL, CONTEXT and the statement, which carry values of rows. */
    private static String primaryMessage(SQLException sql) {
        ServerErrorMessage server = sql instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return String.valueOf(server == null ? sql.getMessage() : server.getMessage());
    }
}
