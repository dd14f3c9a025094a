package io.pgstride.examples.house;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which module may know which: arrows go down only. A new module is entered here. */
final class Floors {
    /** In a module's classes, not in its tests. */
    private static final Map<String, Set<String>> MAY_KNOW = new LinkedHashMap<>();

    static {
        MAY_KNOW.put("testing", Set.of());
        MAY_KNOW.put("core", Set.of());
        for (String second : Set.of("pagination", "batching", "routing", "caching", "diagnostics")) {
            MAY_KNOW.put(second, Set.of("core"));
        }
        MAY_KNOW.put("aggregation", Set.of("core", "batching"));
        MAY_KNOW.put("partitioning", Set.of("core", "batching"));
        MAY_KNOW.put("caching-redis", Set.of("core", "caching", "batching"));
        Set<String> libraries = Set.copyOf(MAY_KNOW.keySet());
        MAY_KNOW.put("doctor", without(libraries, "testing"));
        MAY_KNOW.put("spring-boot-starter", without(libraries, "testing"));
        MAY_KNOW.put("examples", libraries);
        MAY_KNOW.put("benchmarks", libraries);
    }

    /** Programs, which may print; the others are libraries. */
    static final Set<String> PROGRAMS = Set.of("examples", "benchmarks", "doctor");

    private Floors() {}

    static Set<String> modules() {
        return MAY_KNOW.keySet();
    }

    static Set<String> strangersOf(String module) {
        Set<String> strangers = new TreeSet<>(MAY_KNOW.keySet());
        strangers.removeAll(MAY_KNOW.get(module));
        strangers.remove(module);
        return strangers;
    }

    /** The package of a module: {@code caching-redis} lives in {@code caching.redis}. */
    static String packageOf(String root, String module) {
        return root + "." + module.replace("-", ".");
    }

    private static Set<String> without(Set<String> all, String one) {
        Set<String> rest = new TreeSet<>(all);
        rest.remove(one);
        return Set.copyOf(rest);
    }
}
