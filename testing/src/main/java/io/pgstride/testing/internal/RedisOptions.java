package io.pgstride.testing.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** The lines of a redis.conf that users ask for. Not thread-safe. */
public final class RedisOptions {
    /** A server that listened, wrote or asked for a password elsewhere would not be found again. */
    private static final Set<String> OURS = Set.of(
            "bind",
            "daemonize",
            "dir",
            "include",
            "logfile",
            "masterauth",
            "pidfile",
            "port",
            "requirepass",
            "unixsocket");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final Map<String, String> values;

    /** Beyond which the defaults are those of Redis, without persistence. */
    public RedisOptions(Map<String, String> defaults) {
        this.values = new LinkedHashMap<>(defaults);
    }

    /** An option for each server. */
    public void set(String name, String value) {
        if (!NAME.matcher(name).matches() || value.isBlank() || value.contains("\n")) {
            throw new IllegalArgumentException("'" + name + "' and its value are no line of a redis.conf, such as"
                    + " maxmemory 10mb; an empty value is \"\" there");
        }
        if (OURS.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is for the test server to set; on one that runs, CONFIG SET may change it");
        }
        values.put(name, value);
    }

    /** Writes reach the system before their answer is sent, so that they outlive the process, though not the machine. */
    public void persistent() {
        values.put("appendonly", "yes");
        values.put("appendfsync", "no");
    }

    /** For one server. */
    public RedisSpec spec(OptionalInt port) {
        return new RedisSpec(port, values, false);
    }
}
