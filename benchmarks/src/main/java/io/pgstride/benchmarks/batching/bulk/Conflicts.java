package io.pgstride.benchmarks.batching.bulk;

/** What becomes of rows whose key is there already. */
enum Conflicts {
    /** There are none. */
    NONE(""),
    /** They get the new values. */
    UPDATE(" ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, user_id = excluded.user_id,"
            + " kind = excluded.kind, score = excluded.score, payload = excluded.payload");

    private final String sql;

    Conflicts(String sql) {
        this.sql = sql;
    }

    /** The end of an INSERT. */
    String sql() {
        return sql;
    }
}
