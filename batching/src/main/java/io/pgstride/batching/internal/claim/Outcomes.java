package io.pgstride.batching.internal.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.Record;

/** Rows that are put off, or rows that are given up, with what is to be written of each. */
final class Outcomes<R extends Record> {
    private final List<Ended<R>> rows = new ArrayList<>();

    /** One row. */
    record Ended<R extends Record>(Row<R> row, Verdict verdict) {}

    void add(Row<R> row, Verdict verdict) {
        rows.add(new Ended<>(row, verdict));
    }

    void addAll(Outcomes<R> others) {
        rows.addAll(others.rows);
    }

    void remove(Set<List<String>> keys) {
        if (!keys.isEmpty()) {
            rows.removeIf(ended -> keys.contains(ended.row().key()));
        }
    }

    List<Ended<R>> rows() {
        return rows;
    }

    List<List<String>> keys() {
        return rows.stream().map(ended -> ended.row().key()).toList();
    }

    /** In microseconds. */
    List<Long> pauses() {
        return rows.stream()
                .map(ended -> ended.verdict() instanceof Verdict.PutOff put ? SqlParts.micros(put.pause()) : 0L)
                .toList();
    }

    /** How many attempts to add; a lease has counted one when it began. */
    List<Integer> counted(boolean leased) {
        return rows.stream()
                .map(ended ->
                        (ended.verdict() instanceof Verdict.PutOff put && !put.counted() ? 0 : 1) - (leased ? 1 : 0))
                .toList();
    }

    List<String> reasons() {
        return rows.stream().map(ended -> reason(ended.verdict())).toList();
    }

    static String reason(Verdict verdict) {
        if (verdict instanceof Verdict.PutOff put) {
            return Failures.cut(put.reason());
        }
        return verdict instanceof Verdict.Dead dead ? Failures.cut(dead.reason()) : "";
    }
}
