package io.pgstride.batching.fault;

import io.pgstride.core.ForwardingDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource whose connections suffer an event once, at a point that is chosen: right before a certain statement, COMMIT, or the begin of COPY. What
 * fails, fails on the server or on the way to it; the error is the driver's own.
 */
final class Sabotage extends ForwardingDataSource {
    private final FaultyServer server;
    private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();
    private volatile boolean done;

    Sabotage(DataSource delegate, FaultyServer server) {
        super(delegate);
        this.server = server;
    }

    /**
     * Where; SQL is searched for, in any case of letters.
     *
     * @param sql of the statement itself
     * @param after a statement that the connection has prepared before
     */
    record Point(
            String method, @Nullable Pattern sql, @Nullable Pattern after) {
        /** The COMMIT of a transaction with such a statement. */
        static Point commitAfter(String pattern) {
            return new Point("commit", null, insensitive(pattern));
        }

        /** The driver's own connection is asked for, which the writer does to begin COPY. */
        static Point unwrap() {
            return new Point("unwrap", null, null);
        }

        static Point statement(String pattern) {
            return new Point("prepareStatement", insensitive(pattern), null);
        }

        private static Pattern insensitive(String pattern) {
            return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        }

        private boolean isHere(Method called, String text, String before) {
            return called.getName().equals(method)
                    && (sql == null || sql.matcher(text).find())
                    && (after == null || after.matcher(before).find());
        }
    }

    private record Plan(Point point, Event event) {}

    void plan(Point point, Event event) {
        plan.set(new Plan(point, event));
        done = false;
    }

    /** Whether it has happened. */
    boolean isDone() {
        return done;
    }

    @Override
    public Connection getConnection() throws SQLException {
        server.heal();
        return super.getConnection();
    }

    @Override
    protected Connection handOut(Connection real) {
        StringBuilder prepared = new StringBuilder();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    String text = arguments != null && arguments[0] instanceof String sql ? sql : "";
                    strikeAt(real, method, text, prepared.toString());
                    prepared.append(text).append('\n');
                    return call(real, method, arguments);
                });
    }

    private void strikeAt(Connection real, Method method, String text, String before) throws SQLException {
        Plan now = plan.get();
        if (now != null && now.point().isHere(method, text, before) && plan.compareAndSet(now, null)) {
            try {
                now.event().strike(real, server, method.getName().equals("commit"));
            } finally {
                done = true;
            }
        }
    }

    private static @Nullable Object call(Connection real, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
