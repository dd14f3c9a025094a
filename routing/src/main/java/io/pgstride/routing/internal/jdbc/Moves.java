package io.pgstride.routing.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a read ask their connection.
 *
 * <p>A read is run again on another host where it ran by itself (autocommit) and its statement is the only one that is open: then nothing the user has seen
 * depends on the first host. It must have failed while it was executed, before a row was handed out, and on a standby, where it cannot have written.
 */
interface Moves {
    /** The connection that they are of. */
    Connection connection();

    /** What ran may have set something of its session. */
    void keepHost();

    /** One of them was closed. */
    void statementClosed();

    /** The connection to run on instead; null if the failure is the user's to have. */
    @Nullable
    Connection elsewhere(SQLException failure) throws SQLException;
}
