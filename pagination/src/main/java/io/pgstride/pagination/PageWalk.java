package io.pgstride.pagination;

import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All pages after a cursor that have rows, each read when it is asked for and not before. Nothing is held between two of them.
 * It never splits, so that a parallel stream reads no page ahead either.
 */
final class PageWalk<T> implements Spliterator<Page<T>> {
    private final Function<@Nullable Cursor, Page<T>> read;
    private @Nullable Cursor after;
    private boolean ended;

    PageWalk(Function<@Nullable Cursor, Page<T>> read, @Nullable Cursor after) {
        this.read = read;
        this.after = after;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Page<T>> action) {
        if (ended) {
            return false;
        }
        Page<T> page = read.apply(after);
        ended = !page.hasNext();
        if (page.isEmpty()) {
            return false;
        }
        after = page.end().orElseThrow();
        action.accept(page);
        return true;
    }

    @Override
    public @Nullable Spliterator<Page<T>> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
