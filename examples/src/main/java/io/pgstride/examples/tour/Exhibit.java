package io.pgstride.examples.tour;

/** SQL and plan of both ways, side by side. */
public record Exhibit(String title, Statement slow, Statement fast) {
    /** A statement with its values, spelled for reading (no quotes, no schema), and the plan PostgreSQL reported for it; blank for what has none, as COPY. */
    public record Statement(String way, String sql, String plan) {}
}
