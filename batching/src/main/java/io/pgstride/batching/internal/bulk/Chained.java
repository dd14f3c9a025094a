package io.pgstride.batching.internal.bulk;

import java.util.Iterator;

/** One iterator, and then another. */
record Chained<T>(Iterator<? extends T> first, Iterator<? extends T> second) implements Iterator<T> {
    @Override
    public boolean hasNext() {
        return first.hasNext() || second.hasNext();
    }

    @Override
    public T next() {
        return first.hasNext() ? first.next() : second.next();
    }
}
