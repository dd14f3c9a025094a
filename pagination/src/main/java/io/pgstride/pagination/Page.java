package io.pgstride.pagination;

import io.pgstride.pagination.internal.Ordering;
import io.pgstride.pagination.internal.Positions;
import io.pgstride.pagination.internal.token.TokenEncoder;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Some consecutive rows of an ordering, and the ways on from them. Immutable; it holds no connection.
 *
 * <p>What {@link #hasNext()} and {@link #hasPrevious()} mean: no count is made. In the way that was walked, forward for
 * {@link PageQuery#first() first} and {@link PageQuery#after after}, backward for {@link PageQuery#last() last} and
 * {@link PageQuery#before before}, the query asked for one row more than the page holds, so the answer is exact as of that query. In
 * the other way it is true if the query started at a cursor and the page has a row: a row was at that cursor once. If all
 * rows there have been deleted since, or the filter leaves them out, the page in that way is empty. A page without rows has
 * neither.
 *
 * @param <T> the type of the rows
 */
public final class Page<T> implements Iterable<T> {
    private final List<T> rows;
    private final Positions positions;
    private final boolean hasPrevious;
    private final boolean hasNext;
    private final Supplier<TokenEncoder> tokens;

    Page(List<T> rows, Positions positions, boolean hasPrevious, boolean hasNext, Supplier<TokenEncoder> tokens) {
        this.rows = List.copyOf(rows);
        this.positions = positions;
        this.hasPrevious = hasPrevious && !rows.isEmpty();
        this.hasNext = hasNext && !rows.isEmpty();
        this.tokens = tokens;
    }

    /** {@return the rows in the ordering's direction, also on a page that was read backward; unmodifiable} */
    public List<T> rows() {
        return rows;
    }

    /** {@return whether the page has no row} */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** {@return whether there are rows after this page} See the class comment for how exact that is. */
    public boolean hasNext() {
        return hasNext;
    }

    /** {@return whether there are rows before this page} See the class comment for how exact that is. */
    public boolean hasPrevious() {
        return hasPrevious;
    }

    /** {@return the cursor to give to {@link PageQuery#after} for the page after this one; present if {@link #hasNext()}} */
    public Optional<Cursor> next() {
        return hasNext ? Optional.of(cursor(rows.size() - 1)) : Optional.empty();
    }

    /** {@return the cursor to give to {@link PageQuery#before} for the page before this one; present if {@link #hasPrevious()}} */
    public Optional<Cursor> previous() {
        return hasPrevious ? Optional.of(cursor(0)) : Optional.empty();
    }

    /**
     * {@return the cursor of the last row, also where {@link #next()} is empty; empty if the page is} To keep in order to go on later.
     */
    public Optional<Cursor> end() {
        return rows.isEmpty() ? Optional.empty() : Optional.of(cursor(rows.size() - 1));
    }

    /**
     * {@return the cursor of one row, exact for every type} That of the last row may be kept to ask later for rows that have been
     * added since, also where {@link #next()} is empty.
     *
     * @param index of the row in {@link #rows()}
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Cursor cursor(int index) {
        return new Cursor(positions.at(index));
    }

    /**
     * {@return the token of {@link #next()}, to hand to a client; present if {@link #hasNext()}}
     *
     * @throws IllegalStateException if the query has no {@link PageQuery#tokens}
     */
    public Optional<String> nextToken() {
        return next().map(this::token);
    }

    /**
     * {@return the token of {@link #previous()}, to hand to a client; present if {@link #hasPrevious()}}
     *
     * @throws IllegalStateException if the query has no {@link PageQuery#tokens}
     */
    public Optional<String> previousToken() {
        return previous().map(this::token);
    }

    /**
     * {@return the token of {@link #end()}, to store in order to go on later; empty if the page is}
     *
     * @throws IllegalStateException if the query has no {@link PageQuery#tokens}
     */
    public Optional<String> endToken() {
        return end().map(this::token);
    }

    /**
     * {@return the tokens of all rows, one per row}
     *
     * @throws IllegalStateException if the query has no {@link PageQuery#tokens}
     */
    public List<String> tokens() {
        return IntStream.range(0, rows.size())
                .mapToObj(this::cursor)
                .map(this::token)
                .toList();
    }

    private String token(Cursor cursor) {
        return tokens.get().encode(Ordering.texts(cursor.position()));
    }

    /**
     * {@return a page of what the function makes of each row, with the same cursors}
     *
     * @param function called once per row, in order; not to return null
     * @param <U> what it makes
     */
    public <U> Page<U> map(Function<? super T, ? extends U> function) {
        List<U> mapped = rows.stream().<U>map(function).toList();
        return new Page<>(mapped, positions, hasPrevious, hasNext, tokens);
    }

    /** Iterates over {@link #rows()}. */
    @Override
    public Iterator<T> iterator() {
        return rows.iterator();
    }

    /** Counts and flags, no values. */
    @Override
    public String toString() {
        return "Page[" + rows.size() + " rows, hasPrevious=" + hasPrevious + ", hasNext=" + hasNext + "]";
    }
}
