package io.pgstride.benchmarks.aggregation;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/**
 * Where one subject works: tables whose names begin with its own, and a pool.
 *
 * @param schema of the tables
 * @param prefix of their names
 */
record Place(HikariDataSource pool, String schema, String prefix) implements AutoCloseable {

    static Place open(Database database, String prefix, int connections) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(connections);
        HikariDataSource pool = new HikariDataSource(config);
        Place nowhere = new Place(pool, "", prefix);
        return new Place(
                pool, (String) nowhere.answer("SELECT current_schema()").items().get(0), prefix);
    }

    /** Statements in which {@code $} stands for the prefix. */
    void run(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(here(sql));
            }
        }
    }

    String here(String sql) {
        return sql.replace("$", prefix + "_");
    }

    /** All that a query yields. */
    Answer answer(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(here(sql))) {
            List<Object> items = new ArrayList<>();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    items.add(String.valueOf(rows.getObject(i)));
                }
            }
            return new Answer(items);
        }
    }

    DSLContext dsl() {
        return DSL.using(pool, SQLDialect.POSTGRES);
    }

    Keyed table(String name) {
        return new Keyed(schema, prefix + "_" + name);
    }

    static Field<Long> number(String name) {
        return DSL.field(DSL.name(name), SQLDataType.BIGINT);
    }

    @Override
    public void close() {
        pool.close();
    }

    /** A table whose key is {@code id}. */
    static final class Keyed extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;
        private final transient TableField<Record, Long> id = createField(DSL.name("id"), SQLDataType.BIGINT.notNull());

        Keyed(String schema, String name) {
            super(DSL.name(name), DSL.schema(DSL.name(schema)));
        }

        @Override
        public Class<? extends Record> getRecordType() {
            return Record.class;
        }

        @Override
        public UniqueKey<Record> getPrimaryKey() {
            return Internal.createUniqueKey(this, id);
        }
    }
}
