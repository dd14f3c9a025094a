package io.pgstride.benchmarks.routing.cost;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.routing.Bank;
import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.routing.RoutingDataSource;
import java.util.List;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/** The ways to a primary and one replica, each with pools of as many connections. */
record CheckoutContenders(Bank bank) {
    private static final int CONNECTIONS = 2;

    List<Contender<CheckoutSubject>> all() {
        return List.of(
                new Contender<>("pgstride", () -> pgstride(bank.servers())),
                new Contender<>("hikari", () -> hikari(bank.servers())),
                new Contender<>("spring-lazy", () -> springLazy(bank.servers())),
                new Contender<>("aws-advanced-jdbc-wrapper", () -> AwsWrapper.open(bank.servers(), CONNECTIONS)));
    }

    private static CheckoutSubject pgstride(Replicas servers) {
        RoutingDataSource router = Pools.router(servers, 2, CONNECTIONS);
        return new CheckoutSubject(router, router::close);
    }

    /** Whoever calls knows which pool to take. */
    private static CheckoutSubject hikari(Replicas servers) {
        HikariDataSource primary = Pools.pool(servers.url(servers.host(0)), CONNECTIONS);
        HikariDataSource replica = Pools.pool(servers.url(servers.host(1)), CONNECTIONS);
        return new CheckoutSubject(primary, replica, () -> closeBoth(primary, replica));
    }

    private static CheckoutSubject springLazy(Replicas servers) {
        HikariDataSource primary = Pools.pool(servers.url(servers.host(0)), CONNECTIONS);
        HikariDataSource replica = Pools.pool(servers.url(servers.host(1)), CONNECTIONS);
        LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(primary);
        lazy.setReadOnlyDataSource(replica);
        return new CheckoutSubject(lazy, () -> closeBoth(primary, replica));
    }

    private static void closeBoth(HikariDataSource one, HikariDataSource other) {
        one.close();
        other.close();
    }
}
