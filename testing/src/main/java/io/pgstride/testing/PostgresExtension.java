package io.pgstride.testing;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Brings {@link PostgresTest} to life; registered by that annotation and of no use without it. */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    private static final Map<Class<?>, Function<PostgresDatabase, Object>> PARAMETERS = Map.of(
            DataSource.class, PostgresDatabase::dataSource,
            DSLContext.class, PostgresDatabase::dsl,
            PostgresDatabase.class, database -> database,
            PostgresServer.class, PostgresDatabase::server,
            String.class, PostgresDatabase::url);

    /** Called by JUnit. */
    public PostgresExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        database(context);
    }

    /** A class is instantiated before its first callback where instances live per class, hence created on first use. */
    private static PostgresDatabase database(ExtensionContext context) {
        ExtensionContext owner = owner(context);
        Class<?> key = owner.getRequiredTestClass();
        return store(owner).getOrComputeIfAbsent(key, TestDatabases::create, PostgresDatabase.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        PostgresDatabase database = owner(context) == context
                ? store(context).remove(context.getRequiredTestClass(), PostgresDatabase.class)
                : null;
        if (database != null) {
            database.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return PARAMETERS.containsKey(type) && (type != String.class || parameter.isAnnotated(JdbcUrl.class));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return requireNonNull(PARAMETERS.get(parameter.getParameter().getType()))
                .apply(database(context));
    }

    private static ExtensionContext owner(ExtensionContext context) {
        return AnnotatedContext.of(context, PostgresTest.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
