package io.pgstride.pagination;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@link PageQuery#checkPlan()} found. Immutable; no value of the filter is in it.
 *
 * @param ordering table, columns and directions
 * @param problems in the order of the statements first, last, after, before; empty if all are served
 * @param notes what is no problem of the plans but good to know, such as an index that is not used because the table is small, or a key that is declared
 *     NOT NULL and whose column is not
 */
public record PlanCheck(String ordering, List<PlanProblem> problems, List<String> notes) {
    /**
     * The estimated cost, in the planner's units, up to which a page is cheap whatever its plan: with PostgreSQL's default settings, that of
     * reading 1,000 pages of 8 kB in a row.
     */
    public static final int CHEAP = 1_000;

    /**
     * Copies the lists.
     *
     * @param ordering table, columns and directions
     * @param problems copied
     * @param notes copied
     */
    public PlanCheck {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** {@return whether every statement finds its rows by an index, without reading others first} */
    public boolean isServed() {
        return problems.isEmpty();
    }

    /** {@return the statements of all problems, each once, in the order to execute them} */
    public List<String> ddl() {
        return problems.stream()
                .flatMap(problem -> problem.ddl().stream())
                .distinct()
                .toList();
    }

    /**
     * {@return this check, if {@link #isServed()}}
     *
     * @throws PlanVerificationException if it is not
     */
    public PlanCheck orThrow() {
        if (!isServed()) {
            throw new PlanVerificationException(this);
        }
        return this;
    }

    /** How to mend it, the problems and the notes, one a line. */
    @Override
    public String toString() {
        String head = ordering
                + (isServed()
                        ? " is served by indexes"
                        : " is not served by an index in " + problems.size() + " places of its plans");
        Stream<String> mends = problems.stream().map(PlanProblem::mend).distinct();
        return Stream.of(
                        Stream.of(head),
                        mends,
                        ddl().stream().map(statement -> "  " + statement),
                        problems.stream().map(problem -> "in " + problem),
                        notes.stream().map(note -> "note: " + note))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }
}
