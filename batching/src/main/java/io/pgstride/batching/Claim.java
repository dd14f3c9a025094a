package io.pgstride.batching;

import io.pgstride.batching.internal.claim.ClaimSpec;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a table are pending, in which order they are taken, and what is set when they are done, put off or given up. Immutable and
 * thread-safe; each method returns a changed copy.
 *
 * <pre>{@code
 * Claim<EventRecord> unprocessed = Claim.from(EVENTS)
 *         .key(EVENTS.ID)
 *         .where(EVENTS.PROCESSED.isFalse())
 *         .orderBy(EVENTS.CREATED_AT)
 *         .done(EVENTS.PROCESSED, true);
 * }</pre>
 *
 * <p>In transactional mode this is claimed, and acknowledged in the same transaction, by
 *
 * <pre>{@code
 * SELECT … FROM events WHERE NOT processed AND (created_at, id) >= (?, ?)
 *  ORDER BY created_at, id LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED;
 * UPDATE events SET processed = TRUE WHERE id = ANY (?)
 * }</pre>
 *
 * <p>and wants the index {@code (created_at, id) WHERE NOT processed}. In leased mode the claim is an UPDATE of the rows of such a query in a
 * materialized WITH, as {@code WHERE id IN (SELECT … LIMIT …)} may take more rows than its limit. Constants of the condition and of
 * what is set are written into the SQL text, so that PostgreSQL can prove a partial index; keep secrets out of them.
 *
 * @param <R> the rows' type
 */
public final class Claim<R extends Record> {
    private final ClaimSpec<R> spec;

    private Claim(ClaimSpec<R> spec) {
        this.spec = spec;
    }

    /**
     * {@return a claim of all rows of a table; it needs a key}
     *
     * @param table one table, perhaps by an alias; not a join nor a query
     * @param <R> the rows' type
     */
    public static <R extends Record> Claim<R> from(Table<R> table) {
        return new Claim<>(ClaimSpec.from(Objects.requireNonNull(table, "table")));
    }

    /**
     * {@return this claim with the columns that tell rows apart}
     *
     * @param first of a unique key; never NULL
     * @param others of that key
     * @throws InvalidClaimException if the claim has a key
     */
    public Claim<R> key(Field<?> first, Field<?>... others) {
        return new Claim<>(
                spec.key(Stream.concat(Stream.of(first), Stream.of(others)).toList()));
    }

    /**
     * {@return this claim of only those rows that satisfy a condition, and every one given before}
     *
     * @param condition what makes a row pending
     */
    public Claim<R> where(Condition condition) {
        return new Claim<>(spec.where(Objects.requireNonNull(condition, "condition")));
    }

    /**
     * {@return this claim with an order: ascending, rows with equal ones by the key} Without one, rows go by the key.
     *
     * @param fields the columns of the index, from its first one on
     * @throws InvalidClaimException if the claim has an order
     */
    public Claim<R> orderBy(Field<?>... fields) {
        return new Claim<>(spec.order(List.of(fields)));
    }

    /**
     * {@return this claim with the highest values of a column first, before the order; NULLs last} A claim with a priority always looks at all
     * pending rows: the hint, which starts it where the last one ended, is off.
     *
     * @param field wants its place in the index as {@code priority DESC NULLS LAST}
     * @throws InvalidClaimException if the claim has a priority
     */
    public Claim<R> priority(Field<? extends Number> field) {
        return new Claim<>(spec.priority(Objects.requireNonNull(field, "field")));
    }

    /**
     * {@return this claim of only those rows whose time has come by the server's clock: {@code field <= now()}} A row that is tried again later
     * gets its new time here.
     *
     * @param field a {@code timestamptz}; rows with NULL are never due
     * @throws InvalidClaimException if the claim has such a column
     */
    public Claim<R> dueAt(Field<OffsetDateTime> field) {
        return new Claim<>(spec.dueAt(Objects.requireNonNull(field, "field")));
    }

    /**
     * {@return this claim with a column to set when a row is done} With neither this nor {@link #deleteDone()}, the handler itself must make the
     * rows no longer pending, in their transaction; if it does not, the batch is rolled back and an {@link UnacknowledgedRowsException}
     * ends the processor.
     *
     * @param field set in addition to those before
     * @param value a constant
     * @param <T> the column's type
     * @throws InvalidClaimException if the column is set already, or done rows are deleted
     */
    public <T> Claim<R> done(Field<T> field, @Nullable T value) {
        return new Claim<>(spec.ends(spec.ends().done(spec, Objects.requireNonNull(field, "field"), value)));
    }

    /**
     * {@return this claim with rows deleted when they are done}
     *
     * @throws InvalidClaimException if columns are set instead
     */
    public Claim<R> deleteDone() {
        return new Claim<>(spec.ends(spec.ends().deleteDone(spec)));
    }

    /**
     * {@return this claim with the columns of a lease, which leased mode needs}
     *
     * @param until the lease's end, a {@code timestamptz}; NULL or past where no lease holds the row
     * @param token whose lease it is, a {@code uuid}
     * @throws InvalidClaimException if the claim has such columns
     */
    public Claim<R> lease(Field<OffsetDateTime> until, Field<UUID> token) {
        return new Claim<>(spec.lease(Objects.requireNonNull(until, "until"), Objects.requireNonNull(token, "token")));
    }

    /**
     * {@return this claim with a column that counts attempts} In transactional mode those that failed, in leased mode those that began.
     *
     * @param field NULL counts as 0
     * @throws InvalidClaimException if the claim has such a column
     */
    public Claim<R> attempts(Field<Integer> field) {
        return new Claim<>(spec.attempts(Objects.requireNonNull(field, "field")));
    }

    /**
     * {@return this claim with a column for why a row was last put off or given up} At most 2,000 characters are written.
     *
     * @param field a {@code text}
     * @throws InvalidClaimException if the claim has such a column
     */
    public Claim<R> lastError(Field<String> field) {
        return new Claim<>(spec.lastError(Objects.requireNonNull(field, "field")));
    }

    /**
     * {@return this claim with a column to set when a row is given up: its dead letter} It must make the row no longer pending. Without one, a
     * row that fails is tried again for ever. Without {@link #attempts}, a row is given up when it first fails, unless it can be put
     * off.
     *
     * @param field set in addition to those before
     * @param value a constant
     * @param <T> the column's type
     * @throws InvalidClaimException if the column is set already
     */
    public <T> Claim<R> dead(Field<T> field, @Nullable T value) {
        return new Claim<>(spec.ends(spec.ends().dead(spec, Objects.requireNonNull(field, "field"), value)));
    }

    ClaimSpec<R> spec() {
        return spec;
    }

    /** {@return the table's name and the columns of key and order, no values} */
    @Override
    public String toString() {
        return spec.toString();
    }
}
