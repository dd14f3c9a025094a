package io.pgstride.aggregation.internal.counter;

import static io.pgstride.aggregation.internal.upkeep.Rendering.literal;

import io.pgstride.aggregation.GeneratedDdl;
import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.Pending;
import io.pgstride.aggregation.internal.upkeep.SqlFile;
import io.pgstride.aggregation.internal.upkeep.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statements of a counter.
 *
 * <p>Its value is the column and all side tables together, so it is the same wherever a change goes. Which tables are read, and to which one is written,
 * are two choices, and a conversion makes them one after the other.
 */
public final class CounterSql {
    private final CounterSpec spec;
    private final CounterParts parts;

    public CounterSql(CounterSpec spec) {
        this.spec = spec;
        this.parts = new CounterParts(spec);
    }

    /** For a database that has nothing of it, or the same. */
    public GeneratedDdl ddl() {
        Collection<Side> read = Side.of(spec.storage());
        List<String> scripts =
                new ArrayList<>(List.of(filled("head", parts.fixed()), new Pending(parts.schema()).ddl()));
        scripts.add(functions(spec.storage(), read));
        if (spec.byTriggers()) {
            scripts.add(filled("triggers", parts.fixed()));
        }
        String create = String.join("\n\n", scripts);
        String version = Version.of(create);
        String marked = create + "\n\n" + comment(spec.storage(), version) + "\n";
        return new GeneratedDdl(spec.name(), version, marked, filled("drop", parts.fixed()) + "\n");
    }

    /** The functions and side tables alone, writing by a storage and reading these. */
    String functions(CounterStorage storage, Collection<Side> read) {
        Map<String, String> filled = parts.with(storage, read);
        List<String> scripts = new ArrayList<>();
        read.stream().sorted().forEach(side -> scripts.add(filled(side.suffix(), filled)));
        scripts.add(filled("apply-column", filled));
        if (read.contains(Side.SLOT)) {
            scripts.add(filled("apply-slot", filled));
        }
        scripts.add(filled("functions", filled));
        if (spec.byTriggers()) {
            scripts.add(filled("trigger-functions", filled));
        }
        return String.join("\n\n", scripts);
    }

    /** Of side tables that nobody reads or writes any more. */
    String drop(Collection<Side> left) {
        return left.stream()
                .map(side -> filled("drop-" + side.suffix(), parts.fixed()))
                .collect(Collectors.joining("\n"));
    }

    /** The function that reads the counter, as PostgreSQL names it with its parameter. */
    String exactSignature() {
        return parts.fixed().get("exact") + "(" + parts.fixed().get("key_type") + ")";
    }

    /** Says what is installed. */
    String comment(CounterStorage storage, String version) {
        Installed installed = new Installed(storage, version, Declared.quoted(spec.parent()));
        Map<String, String> filled = new HashMap<>(parts.fixed());
        filled.put("comment", literal(installed.toComment()));
        return filled("comment", filled);
    }

    private static String filled(String file, Map<String, String> parts) {
        return SqlFile.filled("counter/" + file + ".sql", parts);
    }
}
