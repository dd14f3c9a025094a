package io.pgstride.core.plan;

/** The options of EXPLAIN as they are written, and what they need. */
enum ExplainOption {
    ANALYZE("analyze, buffers", 14, false),
    VERBOSE("verbose", 14, false),
    SETTINGS("settings", 14, false),
    WAL("wal", 14, true),
    TIMING("timing off", 14, true),
    GENERIC_PLAN("generic_plan", 16, false),
    MEMORY("memory", 17, false),
    SERIALIZE("serialize text", 17, true);

    private final String sql;
    private final int sinceMajor;
    private final boolean needsAnalyze;

    ExplainOption(String sql, int sinceMajor, boolean needsAnalyze) {
        this.sql = sql;
        this.sinceMajor = sinceMajor;
        this.needsAnalyze = needsAnalyze;
    }

    String sql() {
        return sql;
    }

    int sinceMajor() {
        return sinceMajor;
    }

    boolean needsAnalyze() {
        return needsAnalyze;
    }
}
