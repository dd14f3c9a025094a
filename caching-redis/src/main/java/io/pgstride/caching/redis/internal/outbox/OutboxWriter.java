package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.caching.InvalidationOutbox;
import io.pgstride.caching.store.StoredNames;
import io.pgstride.core.Identifiers;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.TransactionOutcome;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Writes one row for all that a transaction invalidates, right before its commit.
 *
 * <p>Invariants: each call hangs on a before-commit hook of its own, so that what is rolled back to a savepoint takes its part along; those hooks only gather, and the
 * first of them registers the one that writes, behind all others. What is said still later gets a row of its own. A draft is known to nobody after its transaction. A row
 * counts as done only if the store has heard of all its parts behind a commit that was answered; in doubt the relay does it again.
 */
public final class OutboxWriter implements InvalidationOutbox {
    private static final int GATHER = Integer.MAX_VALUE - 1;
    private static final int WRITE = Integer.MAX_VALUE;

    private final Object place;
    private final OutboxStatements statements;
    private final Acknowledgements done;
    private final Duration delay;
    private final Map<TransactionHooks, Draft> drafts = new ConcurrentHashMap<>();

    /** For caches of a place, into a table; rows are the relay's after the delay. */
    public OutboxWriter(Object place, OutboxStatements statements, Acknowledgements done, Duration delay) {
        this.place = place;
        this.statements = statements;
        this.done = done;
        this.delay = delay;
    }

    @Override
    public Receipt write(TransactionHooks transaction, StoredNames names) {
        Draft.Part part = new Draft.Part(names);
        transaction.beforeCommit(GATHER, connection -> gather(transaction, part));
        return part;
    }

    @Override
    public Object place() {
        return place;
    }

    private void gather(TransactionHooks transaction, Draft.Part part) {
        Draft draft = drafts.get(transaction);
        if (draft == null) {
            Draft begun = new Draft();
            transaction.afterCompletion(outcome -> ended(transaction, begun, outcome));
            transaction.beforeCommit(WRITE, connection -> write(transaction, begun, connection));
            drafts.put(transaction, begun);
            draft = begun;
        }
        draft.add(part);
    }

    private void write(TransactionHooks transaction, Draft draft, Connection connection) {
        drafts.remove(transaction, draft);
        try {
            draft.written(statements.insert(DSL.using(connection, SQLDialect.POSTGRES), draft.names(), delay));
        } catch (DataAccessException e) {
            throw new PgstrideException(
                    "what the transaction invalidates cannot be written to the outbox "
                            + Identifiers.quoted(statements.table().getQualifiedName())
                            + ", so it is rolled back; " + mend(e),
                    e);
        }
    }

    private static String mend(DataAccessException failure) {
        return switch (failure.sqlState()) {
            case "42P01" -> "create the table by OutboxTable.ddl()";
            case "25006" -> "the transaction is read-only, and what invalidates has to write";
            case "42501" -> "grant its role INSERT on the table, and USAGE on its sequence";
            default -> "the cause tells why";
        };
    }

    private void ended(TransactionHooks transaction, Draft draft, TransactionOutcome outcome) {
        drafts.remove(transaction, draft);
        if (outcome instanceof TransactionOutcome.Committed && draft.isHeard()) {
            done.add(draft.id());
        }
    }
}
