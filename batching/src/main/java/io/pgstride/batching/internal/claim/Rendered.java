package io.pgstride.batching.internal.claim;

import io.pgstride.core.UntypedText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Configuration;
import org.jooq.Context;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DefaultConfiguration;

/**
 * A statement whose text was made once from jOOQ's parts, and runs with other values each time: rendering a claim takes the client longer than
 * running it.
 *
 * <p>Under pgstride's {@linkplain #configuration() own configuration} it runs on the connection itself, which takes a third of the client's time
 * in jOOQ. The user's may have listeners, timeouts and the like, so that it runs through jOOQ.
 *
 * @param sql with placeholders
 * @param texts what stands around the bind variables, one more than there are of them
 * @param binds the names of the bind variables
 */
record Rendered(String sql, List<String> texts, List<String> binds) {
    private static final Pattern BIND = Pattern.compile(":(" + SqlParts.BIND + "[a-z_0-9]+)");
    private static final String OWN = "pgstride.batching.own";

    /** Reads what a query gives, which can be gone through twice. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    @FunctionalInterface
    private interface Execution<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /** Of which it is known that nobody else has a part in how statements run. */
    static Configuration configuration() {
        Configuration own = new DefaultConfiguration().set(SQLDialect.POSTGRES);
        own.data(OWN, true);
        return own;
    }

    static Rendered of(DSLContext dsl, Query query) {
        String sql = dsl.configuration()
                .deriveSettings(settings -> settings.withRenderNamedParamPrefix(":"))
                .dsl()
                .renderNamedParams(query);
        List<String> texts = new ArrayList<>();
        List<String> binds = new ArrayList<>();
        Matcher bind = BIND.matcher(sql);
        int end = 0;
        while (bind.find()) {
            texts.add(sql.substring(end, bind.start()));
            binds.add(bind.group(1));
            end = bind.end();
        }
        texts.add(sql.substring(end));
        return new Rendered(String.join("?", texts), List.copyOf(texts), List.copyOf(binds));
    }

    static boolean isDirect(DSLContext dsl) {
        return dsl.configuration().data(OWN) != null;
    }

    /** On the connection itself. */
    <T> T read(DSLContext dsl, Binds values, Reader<T> reader) {
        return direct(dsl, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        });
    }

    ResultQuery<Record> fetch(DSLContext dsl, Binds values) {
        return dsl.resultQuery("{0}", new Text(this, values));
    }

    int execute(DSLContext dsl, Binds values) {
        return isDirect(dsl)
                ? direct(dsl, values, PreparedStatement::executeUpdate)
                : dsl.query("{0}", new Text(this, values)).execute();
    }

    private <T> T direct(DSLContext dsl, Binds values, Execution<T> execution) {
        return dsl.connectionResult(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
                for (int i = 0; i < binds.size(); i++) {
                    statement.setObject(i + 1, values.get(binds.get(i)), Types.OTHER);
                }
                return execution.run(statement);
            } catch (SQLException e) {
                throw new DataAccessException("SQL [" + sql + "]; " + e.getMessage(), e);
            }
        });
    }

    /** As one part, so that jOOQ need not read the text for placeholders. */
    private static final class Text extends CustomQueryPart {
        private static final long serialVersionUID = 1L;

        private final transient Rendered statement;
        private final transient Binds values;

        Text(Rendered statement, Binds values) {
            this.statement = statement;
            this.values = values;
        }

        @Override
        public void accept(Context<?> context) {
            for (int i = 0; i < statement.binds.size(); i++) {
                context.sql(statement.texts.get(i)).visit(UntypedText.of(values.get(statement.binds.get(i))));
            }
            context.sql(statement.texts.get(statement.binds.size()));
        }
    }
}
