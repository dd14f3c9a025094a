package io.pgstride.core.transaction;

import java.util.ArrayList;
import java.util.List;

/** Registers one hook of each kind and remembers which ran, in which order. */
final class Journal {
    private final List<String> entries = new ArrayList<>();

    void register(TransactionHooks hooks, String name) {
        hooks.beforeCommit(connection -> add(name + ":before"));
        hooks.afterCommit(committed -> add(name + ":committed"));
        hooks.afterRollback(() -> add(name + ":rolled-back"));
        hooks.afterCompletion(
                outcome -> add(name + ":" + outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT)));
    }

    void add(String entry) {
        entries.add(entry);
    }

    List<String> entries() {
        return List.copyOf(entries);
    }
}
