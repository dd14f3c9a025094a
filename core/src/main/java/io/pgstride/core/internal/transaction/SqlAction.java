package io.pgstride.core.internal.transaction;

import java.sql.SQLException;

@FunctionalInterface
interface SqlAction {
    void run() throws SQLException;
}
