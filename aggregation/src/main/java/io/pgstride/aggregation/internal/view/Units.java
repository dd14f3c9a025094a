package io.pgstride.aggregation.internal.view;

import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Retry;
import io.pgstride.core.transaction.Transactions;
import javax.sql.DataSource;

/** The transactions that views are refreshed in, and looked at. */
public record Units(Transactions refreshing, Transactions looking) {
    /** At READ COMMITTED, as a refresh is to see what was committed before its statement, and not only before its transaction. */
    public static Units on(DataSource dataSource, Settings settings) {
        Transactions looking =
                Transactions.on(dataSource).isolation(Isolation.READ_COMMITTED).retry(Retry.none());
        return new Units(
                looking.lockTimeout(settings.lockTimeout()).statementTimeout(settings.statementTimeout()), looking);
    }
}
