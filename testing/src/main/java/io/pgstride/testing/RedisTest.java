package io.pgstride.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives a test class the {@linkplain RedisServer#shared() shared Redis}, {@linkplain RedisServer#flush() emptied} before the class.
 *
 * <p>Constructors, test and lifecycle methods may have parameters of the types {@link RedisServer} and {@link java.net.URI}. Classes
 * with this annotation never run at the same time as each other, since they share the server.
 */
@Documented
@Inherited
@ExtendWith(RedisExtension.class)
@ResourceLock("io.pgstride.testing.redis")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RedisTest {}
