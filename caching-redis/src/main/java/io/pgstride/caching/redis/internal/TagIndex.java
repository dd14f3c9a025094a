package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.Fence;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tags of several entries, each once. States of them are lists in the order of the names. */
final class TagIndex<K> {
    private static final long[] NONE = {};

    private final Function<K, Set<String>> tagsOf;
    private final Map<String, Integer> places = new LinkedHashMap<>();

    TagIndex(Collection<K> keys, Function<K, Set<String>> tagsOf) {
        this.tagsOf = tagsOf;
        keys.forEach(key -> tagsOf.apply(key).forEach(tag -> places.putIfAbsent(tag, places.size())));
    }

    List<String> names() {
        return List.copyOf(places.keySet());
    }

    /** The versions of an entry's tags, in the order of their names; empty if one is not known. */
    Optional<long[]> versions(K key, List<@Nullable TagState> states) {
        if (places.isEmpty()) {
            return Optional.of(NONE);
        }
        List<@Nullable TagState> own = states(key, states).toList();
        return own.contains(null)
                ? Optional.empty()
                : Optional.of(own.stream().mapToLong(TagState::version).toArray());
    }

    /** What the tags of an entry demand of loads. */
    Optional<Fence> fence(K key, List<@Nullable TagState> states) {
        return places.isEmpty()
                ? Optional.empty()
                : states(key, states)
                        .flatMap(state -> state == null ? Stream.empty() : state.fence().stream())
                        .reduce(Fence::and);
    }

    private Stream<@Nullable TagState> states(K key, List<@Nullable TagState> states) {
        return tagsOf.apply(key).stream().sorted().map(tag -> states.get(Objects.requireNonNull(places.get(tag))));
    }
}
