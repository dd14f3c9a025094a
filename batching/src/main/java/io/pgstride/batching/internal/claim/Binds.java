package io.pgstride.batching.internal.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values of one execution, by name. */
final class Binds {
    private final Map<String, @Nullable String> values = new HashMap<>(4);

    /** Of rows by their keys. */
    static Binds keys(Collection<List<String>> keys, int columns) {
        Binds binds = new Binds();
        for (int i = 0; i < columns; i++) {
            List<String> column = new ArrayList<>(keys.size());
            for (List<String> key : keys) {
                column.add(key.get(i));
            }
            binds.put(SqlParts.KEYS + i, ValueText.array(column));
        }
        return binds;
    }

    /** From a place in the order on. */
    static Binds from(@Nullable List<String> place) {
        Binds binds = new Binds();
        for (int i = 0; place != null && i < place.size(); i++) {
            binds.put(SqlParts.PLACE + i, place.get(i));
        }
        return binds;
    }

    Binds token(@Nullable UUID token) {
        return token == null ? this : put(SqlParts.TOKEN, token.toString());
    }

    Binds put(String name, @Nullable String value) {
        values.put(name, value);
        return this;
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }
}
