package io.pgstride.core.internal.plan;

import io.pgstride.core.PgstrideException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Parser;

/**
 * The check that a text is one statement. Behind EXPLAIN, PostgreSQL and the driver execute what follows a semicolon.
 *
 * <p>Any semicolon outside literals, quoted names and comments ends the statement, also in parentheses and in BEGIN ATOMIC, where the driver
 * does not split: nothing that can be explained has one there.
 */
public final class OneStatement {
    private OneStatement() {}

    /** Refuses what has more than blanks and comments behind its first semicolon; sends nothing. */
    public static void require(Connection connection, String sql) throws SQLException {
        char[] text = sql.toCharArray();
        boolean standardStrings = standardStrings(connection);
        boolean ended = false;
        for (int at = 0; at < text.length; at++) {
            int token = skip(text, at, standardStrings);
            boolean blank = Character.isWhitespace(text[at]) || isComment(text, at, token);
            if (ended && !blank) {
                throw new PgstrideException(
                        "EXPLAIN takes one statement, and the text goes on behind the semicolon before" + " character "
                                + (at + 1) + ": explain each statement on its own");
            }
            ended |= text[at] == ';';
            at = token;
        }
    }

    /** The index of the last character of what begins here. */
    private static int skip(char[] text, int at, boolean standardStrings) {
        return switch (text[at]) {
            case '\'' -> Parser.parseSingleQuotes(text, at, standardStrings);
            case '"' -> Parser.parseDoubleQuotes(text, at);
            case '$' -> Parser.parseDollarQuotes(text, at);
            case '-' -> Parser.parseLineComment(text, at);
            case '/' -> Parser.parseBlockComment(text, at);
            default -> at;
        };
    }

    private static boolean isComment(char[] text, int at, int token) {
        return token > at && (text[at] == '-' || text[at] == '/');
    }

    /** As the server reported standard_conforming_strings; on, its default, where the driver's connection is hidden. */
    private static boolean standardStrings(Connection connection) throws SQLException {
        return !connection.isWrapperFor(BaseConnection.class)
                || connection.unwrap(BaseConnection.class).getStandardConformingStrings();
    }
}
