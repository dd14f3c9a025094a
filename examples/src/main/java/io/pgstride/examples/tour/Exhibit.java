package io.pgstride.examples.tour;

/** SQL and plan of both ways, side by side. */
public record Exhibit(String title, Statement slow, Statement fast) {
    /** A statement as it ran, with its values, and the plan that PostgreSQL reported for it. */
    public record Statement(String way, String sql, String plan) {}
}
