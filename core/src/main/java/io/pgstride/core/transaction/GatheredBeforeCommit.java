package io.pgstride.core.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Work that is done once, right before COMMIT, for all that was {@linkplain TransactionHooks#gather gathered} in the transaction.
 *
 * @param <T> what is gathered
 */
@FunctionalInterface
public interface GatheredBeforeCommit<T> {

    /**
     * Runs as {@link BeforeCommit#run} does, with the same effects of an exception.
     *
     * @param connection the transaction's own, wrapped connection
     * @param gathered in the order of its registration, without what was rolled back to a savepoint; never empty
     * @throws SQLException to veto the commit, as does any unchecked exception
     */
    void run(Connection connection, List<T> gathered) throws SQLException;
}
