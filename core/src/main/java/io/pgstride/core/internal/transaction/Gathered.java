package io.pgstride.core.internal.transaction;

import io.pgstride.core.transaction.BeforeCommit;
import io.pgstride.core.transaction.GatheredBeforeCommit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One thing that was gathered: the first of them that runs takes all others of the same work along. */
final class Gathered implements BeforeCommit {
    private final TransactionScope scope;
    private final int order;
    private final Object item;
    private final GatheredBeforeCommit<Object> hook;

    @SuppressWarnings("unchecked") // an equal hook takes whatever was given with it
    <T> Gathered(TransactionScope scope, int order, T item, GatheredBeforeCommit<? super T> hook) {
        this.scope = scope;
        this.order = order;
        this.item = item;
        this.hook = (GatheredBeforeCommit<Object>) hook;
    }

    @Override
    public void run(Connection connection) throws SQLException {
        List<Object> items = new ArrayList<>();
        items.add(item);
        scope.takeGathered(this).forEach(other -> items.add(other.item));
        hook.run(connection, items);
    }

    boolean isOfTheWorkOf(Gathered other) {
        return order == other.order && hook.equals(other.hook);
    }
}
