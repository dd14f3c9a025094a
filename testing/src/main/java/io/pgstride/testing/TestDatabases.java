package io.pgstride.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the databases of test classes. */
final class TestDatabases {
    private TestDatabases() {}

    static PostgresDatabase create(Class<?> testClass) {
        PostgresTest test = testClass.getAnnotation(PostgresTest.class);
        PostgresDatabase database = PostgresServer.shared().createDatabase(testClass.getSimpleName());
        try {
            for (String script : test.scripts()) {
                run(script, read(testClass, script), database);
            }
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static String read(Class<?> testClass, String script) {
        try (InputStream in = testClass.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalArgumentException("@PostgresTest on " + testClass.getName() + ": no script " + script
                        + " on the class path; names without a leading slash are relative to the class's package");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String script, String sql, PostgresDatabase database) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("Script " + script + " failed: " + e.getMessage(), e);
        }
    }
}
