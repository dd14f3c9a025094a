package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.Profile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Profiles kept in Redis by some library, and read from the table where they are not there. Thread-safe. */
interface ProfileCache extends AutoCloseable {
    /** One, of which one thread reads the table if the library knows how. */
    Profile get(long user);

    /** Several, by as few steps as the library has for it. */
    Map<Long, Profile> getAll(Set<Long> users);

    @Override
    void close();

    /** Those of all, in the order in which they were asked for. */
    default List<Profile> inOrder(Set<Long> users) {
        Map<Long, Profile> profiles = getAll(users);
        return users.stream().map(profiles::get).toList();
    }
}
