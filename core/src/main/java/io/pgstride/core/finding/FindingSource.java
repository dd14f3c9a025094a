package io.pgstride.core.finding;

import java.util.List;
import org.jooq.DSLContext;

/**
 * Somebody who looks at a database and tells what is wrong. An SPI: a module that has something to say registers an
 * implementation with {@link java.util.ServiceLoader}, and programs find it with {@link FindingSources}.
 *
 * <p>Implementations are stateless and thread-safe, and have a public constructor without parameters.
 */
public interface FindingSource {

    /** {@return its name, unique and stable: lower-case words joined by hyphens, parts joined by dots, the module first} */
    String id();

    /** {@return what it looks for, in one sentence} */
    String description();

    /**
     * Looks for what is wrong.
     *
     * <p>It must not change anything. Where it cannot tell, it returns a finding of {@link Severity#UNKNOWN} that says how to make it
     * possible, or throws.
     *
     * @param dsl stands on one connection, inside a transaction that will be rolled back; its own transactions are savepoints
     * @return what it found; empty if all is well
     */
    List<Finding> find(DSLContext dsl);
}
