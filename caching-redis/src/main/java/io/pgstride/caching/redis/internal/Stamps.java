package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When entries and tags were last changed: numbers that only rise, so that their sum is the same only if all of them are. Those of different names may share one; then what
 * happens to one of them is taken to have happened to the other, too. Thread-safe.
 */
final class Stamps {
    private static final int PLACES = 1 << 17;
    private static final int EVERYTHING = 0;

    /** The others begin beyond its line of the processor's cache. */
    private static final int FIRST = 16;

    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private final AtomicLongArray numbers = new AtomicLongArray(PLACES);

    /** The place of an entry, by what its keys begin with. */
    static int ofEntry(String slot) {
        byte[] name = slot.getBytes(UTF_8);
        return place(name, name.length - 1, false);
    }

    /** The place of a tag, by what its keys begin with. */
    static int ofTag(String slot) {
        byte[] name = slot.getBytes(UTF_8);
        return place(name, name.length - 1, true);
    }

    /** The place of what a change of a key changes; empty where that says nothing, as for leases. */
    static OptionalInt ofKey(ByteBuffer key) {
        byte[] name = new byte[key.remaining()];
        key.duplicate().get(name);
        int end = name.length;
        while (end > 0 && name[end - 1] != '}') {
            end--;
        }
        String kind = new String(name, end, name.length - end, UTF_8);
        return kind.equals(":l") || kind.equals(":tf")
                ? OptionalInt.empty()
                : OptionalInt.of(place(name, end, kind.equals(":t")));
    }

    /** FNV-1a, with a finish as in MurmurHash. */
    private static int place(byte[] name, int length, boolean tag) {
        int hash = tag ? ~FNV_OFFSET : FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ name[i]) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        hash ^= hash >>> 16;
        return FIRST + (int) (Integer.toUnsignedLong(hash) % (PLACES - FIRST));
    }

    void raise(int place) {
        numbers.incrementAndGet(place);
    }

    /** As if everything had changed. */
    void raiseAll() {
        numbers.incrementAndGet(EVERYTHING);
    }

    /** Of these and of everything. */
    long sum(int[] places) {
        long sum = numbers.get(EVERYTHING);
        for (int place : places) {
            sum += numbers.get(place);
        }
        return sum;
    }
}
