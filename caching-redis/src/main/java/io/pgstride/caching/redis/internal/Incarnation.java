package io.pgstride.caching.redis.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A master in one of its lives: another one after each start of the server ({@code run_id}), and after each promotion ({@code master_replid}). What it holds may be
 * older than what the one before had answered.
 *
 * @param runId of the server's process
 * @param replicationId of its data
 */
public record Incarnation(String runId, String replicationId) {

    /** By the sections "server" and "replication" of INFO; empty of a replica. */
    static Optional<Incarnation> of(List<List<byte[]>> sections) {
        Map<String, String> fields = Info.fields(sections);
        return "master".equals(fields.get("role"))
                ? Optional.of(
                        new Incarnation(fields.getOrDefault("run_id", ""), fields.getOrDefault("master_replid", "")))
                : Optional.empty();
    }
}
