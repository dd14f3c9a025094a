package io.pgstride.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a database of its own on the {@linkplain PostgresServer#shared() shared server}.
 *
 * <p>The database is created when the class begins and dropped after it; {@code @Nested} classes use the one of the class around
 * them unless they carry the annotation themselves. Constructors, test and lifecycle methods may have parameters of the types
 * {@link javax.sql.DataSource}, {@link org.jooq.DSLContext}, {@link PostgresDatabase}, {@link PostgresServer}, and
 * {@code String} with {@link JdbcUrl}. Classes may run in parallel; methods of one class then share its database.
 */
@Documented
@Inherited
@ExtendWith(PostgresExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PostgresTest {

    /**
     * SQL scripts on the class path, run in this order when the database has been created. Each runs as one transaction.
     *
     * @return names as {@link Class#getResource(String)} takes them, such as {@code /schema.sql}
     */
    String[] scripts() default {};
}
