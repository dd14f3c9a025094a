package io.pgstride.batching;

import io.pgstride.core.ForwardingDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** Lends out one connection, again and again, whose borrowers cannot close it. */
final class Lending extends ForwardingDataSource {
    private final Connection lent;

    Lending(DataSource delegate, Connection connection) {
        super(delegate);
        this.lent = (Connection) Proxy.newProxyInstance(
                Lending.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> method.getName().equals("close") ? null : method.invoke(connection, args));
    }

    @Override
    protected Connection handOut(Connection connection) {
        return connection;
    }

    @Override
    public Connection getConnection() {
        return lent;
    }
}
