package io.pgstride.aggregation.internal.upkeep;

import java.sql.Statement;
import org.jooq.DSLContext;

/** Runs generated statements as they are: jOOQ would look for its own placeholders in them. */
public final class Script {
    private Script() {}

    /** All at once. */
    public static void run(DSLContext dsl, String statements) {
        dsl.connection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(statements);
            }
        });
    }
}
