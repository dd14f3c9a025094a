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

    /** Returns its name, unique and stable: lower-case words joined by hyphens, parts joined by dots, the module first. */
    String id();

    /** Returns in one sentence what it looks for. */
    String description();

    /**
     * Looks, and returns what it found; an empty list means that all is well.
     *
     * <p>It must not change anything. Where it cannot tell, it returns a finding of {@link Severity#UNKNOWN} that says how to make it
     * possible, or throws.
     *
     * @param dsl stands on one connection, inside a transaction that will be rolled back; its own transactions are savepoints
     */
    List<Finding> find(DSLContext dsl);
}
