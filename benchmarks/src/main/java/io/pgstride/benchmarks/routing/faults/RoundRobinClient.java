package io.pgstride.benchmarks.routing.faults;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.server.Replicas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The control: two replicas in turns, whatever they show. */
final class RoundRobinClient implements Client {
    private final HikariDataSource primary;
    private final List<HikariDataSource> replicas;
    private final AtomicInteger turn = new AtomicInteger();

    RoundRobinClient(Replicas servers, int connections) {
        primary = Pools.pool(servers.url(servers.host(0)), connections);
        replicas = List.of(
                Pools.pool(servers.url(servers.host(1)), connections),
                Pools.pool(servers.url(servers.host(2)), connections));
    }

    @Override
    public void write(int account, long version) throws SQLException {
        try (Connection connection = primary.getConnection()) {
            Client.update(connection, account, version);
        }
    }

    @Override
    public Seen read(int account) throws SQLException {
        try (Connection connection = replicas.get(turn.getAndIncrement() & 1).getConnection()) {
            return Client.select(connection, account);
        }
    }

    @Override
    public void close() {
        replicas.forEach(HikariDataSource::close);
        primary.close();
    }
}
