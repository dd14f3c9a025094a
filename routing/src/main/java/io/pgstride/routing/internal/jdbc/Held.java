package io.pgstride.routing.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was set on a connection, for whichever host it gets. Not thread-safe. */
final class Held {
    /** Sets something that has no place of its own here. */
    @FunctionalInterface
    interface Setting {
        void on(Connection connection) throws SQLException;
    }

    private static final int UNSET = -1;

    private final Map<String, Setting> others = new LinkedHashMap<>(0);
    private boolean readOnly;
    private boolean autoCommit = true;
    private int isolation = UNSET;

    boolean readOnly() {
        return readOnly;
    }

    void readOnly(boolean set) {
        readOnly = set;
    }

    boolean autoCommit() {
        return autoCommit;
    }

    void autoCommit(boolean set) {
        autoCommit = set;
    }

    boolean hasIsolation() {
        return isolation != UNSET;
    }

    int isolation() {
        return isolation;
    }

    void isolation(int level) {
        isolation = level;
    }

    /** Takes the place of what was set by the same name; in the order of the last ones. */
    void other(String name, Setting setting) {
        others.remove(name);
        others.put(name, setting);
    }

    /** Before the first statement; what is as it should be costs no more than the question. */
    void applyTo(Connection connection) throws SQLException {
        if (connection.isReadOnly() != readOnly) {
            connection.setReadOnly(readOnly);
        }
        if (hasIsolation()) {
            connection.setTransactionIsolation(isolation);
        }
        for (Setting setting : others.values()) {
            setting.on(connection);
        }
        if (connection.getAutoCommit() != autoCommit) {
            connection.setAutoCommit(autoCommit);
        }
    }
}
