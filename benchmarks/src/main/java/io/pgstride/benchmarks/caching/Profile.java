package io.pgstride.benchmarks.caching;

import java.util.List;

/**
 * What is cached.
 *
 * @param id the key
 */
public record Profile(long id, String name, String email, List<String> roles) {

    /** That of a user, the same as in the table. */
    public static Profile of(long id) {
        return new Profile(id, "user " + id, "user-" + id + "@example.org", List.of("reader", "writer", "auditor"));
    }
}
