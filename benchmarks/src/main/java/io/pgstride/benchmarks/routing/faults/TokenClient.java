package io.pgstride.benchmarks.routing.faults;

import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.routing.RoutingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** pgstride: each read carries the token of its account's last commit. */
final class TokenClient implements Client {
    private final Map<Integer, ConsistencyToken> tokens = new ConcurrentHashMap<>();
    private final RoutingDataSource router;
    private final DataSource hooked;

    TokenClient(Replicas servers, int connections) {
        router = Pools.router(servers, 3, connections);
        hooked = TransactionHooks.wrap(router, HookOptions.ofDefaults().withTokens());
    }

    @Override
    public void write(int account, long version) throws SQLException {
        try (Connection connection = hooked.getConnection()) {
            connection.setAutoCommit(false);
            TransactionHooks.of(connection)
                    .afterCommit(
                            committed -> tokens.put(account, committed.token().orElseThrow()));
            Client.update(connection, account, version);
            connection.commit();
        }
    }

    @Override
    public Seen read(int account) throws SQLException {
        ConsistencyToken token = Objects.requireNonNull(tokens.get(account));
        try (Connection connection = router.readYourWrites(token).getConnection()) {
            return Client.select(connection, account);
        }
    }

    @Override
    public void close() {
        router.close();
    }
}
