package io.pgstride.core.internal;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.tools.jdbc.DefaultCallableStatement;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jooq.tools.jdbc.DefaultStatement;

/** Statements that answer {@code getConnection()} with the connection that handed them out, and are what they are unwrapped to where that will do. */
public final class Statements {
    private Statements() {}

    /** That of a plain statement. */
    public static Statement of(Connection creator, Statement statement) {
        return new Plain(statement, creator);
    }

    /** That of a prepared one. */
    public static PreparedStatement of(Connection creator, PreparedStatement statement) {
        return new Prepared(statement, creator);
    }

    /** That of a call. */
    public static CallableStatement of(Connection creator, CallableStatement statement) {
        return new Callable(statement, creator);
    }

    private static final class Plain extends DefaultStatement {
        Plain(Statement delegate, Connection creator) {
            super(delegate, creator);
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return type.isInstance(this) ? type.cast(this) : super.unwrap(type);
        }
    }

    private static final class Prepared extends DefaultPreparedStatement {
        Prepared(PreparedStatement delegate, Connection creator) {
            super(delegate, creator);
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return type.isInstance(this) ? type.cast(this) : super.unwrap(type);
        }
    }

    private static final class Callable extends DefaultCallableStatement {
        private final Connection creator;

        Callable(CallableStatement delegate, Connection creator) {
            super(delegate);
            this.creator = creator;
        }

        @Override
        public Connection getConnection() {
            return creator;
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return type.isInstance(this) ? type.cast(this) : super.unwrap(type);
        }
    }
}
