package io.pgstride.caching.internal;

import io.pgstride.caching.InvalidationOutbox;
import io.pgstride.caching.InvalidationOutbox.Receipt;
import io.pgstride.caching.store.Naming;
import io.pgstride.caching.store.StoredNames;
import io.pgstride.core.transaction.TransactionHooks;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a cache writes to its outbox, if it has one. Thread-safe. */
public final class Journal<K> {
    private static final Receipt NOBODY = () -> {};

    private record Outlet<K>(InvalidationOutbox outbox, Naming<K> naming, Duration fenceTime) {}

    private final @Nullable Outlet<K> outlet;

    private Journal(@Nullable Outlet<K> outlet) {
        this.outlet = outlet;
    }

    /** Writes nothing. */
    public static <K> Journal<K> none() {
        return new Journal<>(null);
    }

    /** Writes by the names of the store. */
    public static <K> Journal<K> of(InvalidationOutbox outbox, Naming<K> naming, Duration fenceTime) {
        return new Journal<>(new Outlet<>(outbox, naming, fenceTime));
    }

    /** What is to be invalidated behind the commit. */
    public Receipt keys(TransactionHooks transaction, Set<K> keys) {
        return outlet == null || keys.isEmpty()
                ? NOBODY
                : write(
                        outlet,
                        transaction,
                        keys.stream().map(outlet.naming()::ofKey).collect(Collectors.toSet()),
                        Set.of());
    }

    /** The same for tags. */
    public Receipt tags(TransactionHooks transaction, Set<String> tags) {
        return outlet == null || tags.isEmpty()
                ? NOBODY
                : write(
                        outlet,
                        transaction,
                        Set.of(),
                        tags.stream().map(outlet.naming()::ofTag).collect(Collectors.toSet()));
    }

    private static Receipt write(
            Outlet<?> outlet, TransactionHooks transaction, Set<String> entries, Set<String> tags) {
        return outlet.outbox().write(transaction, new StoredNames(entries, tags, outlet.fenceTime()));
    }
}
