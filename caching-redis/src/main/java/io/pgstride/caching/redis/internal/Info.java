package io.pgstride.caching.redis.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server says of itself. */
final class Info {
    private Info() {}

    /** The fields of some sections of INFO. */
    static Map<String, String> fields(List<List<byte[]>> sections) {
        Map<String, String> fields = new HashMap<>();
        for (List<byte[]> section : sections) {
            new String(section.get(0), StandardCharsets.UTF_8).lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(line.substring(0, colon), line.substring(colon + 1));
                }
            });
        }
        return fields;
    }
}
