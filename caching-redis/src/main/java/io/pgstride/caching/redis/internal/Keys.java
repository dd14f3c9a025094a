package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.StoreSettings;
import java.util.List;
import java.util.function.Function;

/** The names of keys; see {@code protocol.lua}. Different ids have different names, whatever characters they have. Thread-safe. */
final class Keys<K> {

    /** The keys of an entry. */
    record Names(String value, String lease, String fence, String older, String newer) {
        /** Of an entry in its slot. */
        static Names of(String slot, int schemaVersion) {
            return new Names(
                    slot + schemaVersion,
                    slot + "l",
                    slot + "f",
                    slot + (schemaVersion - 1),
                    slot + (schemaVersion + 1));
        }

        /** All that an invalidation takes away. */
        List<String> ended() {
            return List.of(fence, lease, value, older, newer);
        }
    }

    /** The keys of a tag. */
    record TagNames(String version, String fence) {
        /** Of a tag in its slot. */
        static TagNames of(String slot) {
            return new TagNames(slot + "t", slot + "tf");
        }

        List<String> both() {
            return List.of(version, fence);
        }
    }

    private final String prefix;
    private final String cache;
    private final int schemaVersion;
    private final Function<? super K, String> text;

    Keys(String prefix, StoreSettings<K> settings, Function<? super K, String> text) {
        this.prefix = prefix;
        this.cache = settings.name();
        this.schemaVersion = settings.schemaVersion();
        this.text = text;
    }

    Names of(K key) {
        return Names.of(slotOf(key), schemaVersion);
    }

    /** What all keys of an entry begin with. */
    String slotOf(K key) {
        return slot(text.apply(key));
    }

    /** What all keys of a tag begin with. */
    String slotOfTag(String tag) {
        return slot(tag);
    }

    /** What all keys of the cache begin with, and no others. */
    String beginning() {
        return prefix + ":{" + cache + ":";
    }

    String value(K key) {
        return slotOf(key) + schemaVersion;
    }

    TagNames ofTag(String tag) {
        return TagNames.of(slot(tag));
    }

    /** The same for an outbox. */
    DurableNames<K> durable(Object place) {
        return new DurableNames<>(place, cache, schemaVersion, text);
    }

    private String slot(String id) {
        return slot(prefix, cache, encode(id));
    }

    /** The beginning of all keys of an entry or a tag. */
    static String slot(String prefix, String cache, String encoded) {
        return prefix + ":{" + cache + ":" + encoded + "}:";
    }

    /** Per cent and hexadecimal for what ends a slot's name, for what makes trouble on a terminal, and for halves of characters, which UTF-8 does not have. */
    static String encode(String id) {
        StringBuilder encoded = null;
        for (int at = 0; at < id.length(); at++) {
            char one = id.charAt(at);
            boolean pair = Character.isHighSurrogate(one)
                    && at + 1 < id.length()
                    && Character.isLowSurrogate(id.charAt(at + 1));
            boolean plain = pair || isPlain(one);
            if (!plain && encoded == null) {
                encoded = new StringBuilder(id.length() + 16).append(id, 0, at);
            }
            if (encoded != null && plain) {
                encoded.append(one);
            } else if (encoded != null) {
                encoded.append(String.format(one < 0x80 ? "%%%02X" : "%%u%04X", (int) one));
            }
            if (pair) {
                at++;
                if (encoded != null) {
                    encoded.append(id.charAt(at));
                }
            }
        }
        return encoded == null ? id : encoded.toString();
    }

    private static boolean isPlain(char one) {
        return one != '%' && one != '{' && one != '}' && !Character.isISOControl(one) && !Character.isSurrogate(one);
    }
}
