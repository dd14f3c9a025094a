package io.pgstride.core.internal.transaction;

import io.pgstride.core.transaction.TransactionHooks;
import java.nio.charset.StandardCharsets;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What came back for the statements of {@link TokenCapture}, in the order of its coming, also where an error ends it. */
final class CommitAnswer extends ResultHandlerBase {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionHooks.class);

    private final List<List<String>> rows = new ArrayList<>();
    private boolean committed;

    @Override
    public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
        for (Tuple tuple : tuples) {
            rows.add(texts(tuple));
        }
    }

    private static List<String> texts(Tuple tuple) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < tuple.fieldCount(); i++) {
            byte[] value = tuple.get(i);
            if (value != null) {
                texts.add(new String(value, StandardCharsets.US_ASCII));
            }
        }
        return texts;
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
        committed |= status.equals("COMMIT");
    }

    @Override
    public void handleWarning(SQLWarning warning) {
        LOG.debug("TransactionHooks: the server warned at COMMIT, state {}", warning.getSQLState());
    }

    boolean committed() {
        return committed;
    }

    boolean wrote() {
        return !rows.isEmpty() && rows.get(0).contains("t");
    }

    /** Position, log file and block size; empty on a standby. */
    Optional<List<String>> position() {
        return rows.size() == 2 && rows.get(1).size() == 3 ? Optional.of(rows.get(1)) : Optional.empty();
    }
}
