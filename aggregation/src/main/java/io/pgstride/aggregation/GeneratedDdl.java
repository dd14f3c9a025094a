package io.pgstride.aggregation;

import java.util.Objects;

/**
 * Statements that were generated for an aggregate. Immutable.
 *
 * <p>Both scripts fit the file of a migration: Flyway takes them as they are, Liquibase with {@code splitStatements:false}. Either may run again.
 *
 * @param name of the aggregate
 * @param version 12 hexadecimal digits that change with what is created; the database keeps it in a comment
 * @param create the script that creates all, in one transaction or not
 * @param drop the script that drops what the other one creates, but neither columns of the user's tables nor what others use too
 */
public record GeneratedDdl(String name, String version, String create, String drop) {

    /**
     * Refuses null.
     *
     * @param name of the aggregate
     * @param version of what is created
     * @param create statements, each ended by a semicolon
     * @param drop statements, each ended by a semicolon
     */
    public GeneratedDdl {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(create, "create");
        Objects.requireNonNull(drop, "drop");
    }
}
