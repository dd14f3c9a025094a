package io.pgstride.core.internal.pool;

import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import io.pgstride.core.pool.ConnectionRoom;
import io.pgstride.core.pool.PlannedPool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a limit's figures mean. */
public final class BudgetFindings {
    /** Of the findings and of their source. */
    public static final String KEY = "core.connection-budget";

    /** Applications to be named; the others are summed up. */
    private static final int NAMED = 10;

    private static final String MEND = "make them smaller, or put PgBouncer between.";

    private BudgetFindings() {}

    /** Empty if there is room. */
    public static Optional<Finding> of(ConnectionRoom room) {
        if (!room.isTight()) {
            return Optional.empty();
        }
        Finding.Builder finding = Finding.of(KEY, room.isOvercommitted() ? Severity.CRITICAL : Severity.WARNING)
                .subject(room.subject())
                .summary(summary(room))
                .evidence("limit", room.limit())
                .evidence("reserved", room.reserved())
                .evidence("planned", room.planned());
        byName(room, pool -> pool.size() + " x " + pool.instances())
                .forEach((name, plan) -> finding.evidence("pool " + name, plan));
        others(finding, room);
        byName(room, pool -> Long.toString(fitting(room, pool)))
                .forEach((name, size) -> finding.evidence("size that fits " + name, size));
        return Optional.of(finding.build());
    }

    /** Pools of one name, of several roles or sizes, share a line. */
    private static Map<String, String> byName(ConnectionRoom room, Function<PlannedPool, String> text) {
        Map<String, String> lines = new LinkedHashMap<>();
        room.pools().forEach(pool -> lines.merge(named(pool.application()), text.apply(pool), (a, b) -> a + ", " + b));
        return lines;
    }

    private static String summary(ConnectionRoom room) {
        String plan = "The pools may open " + room.planned() + " connections, ";
        String had = room.available() + " are to be had";
        return room.isOvercommitted()
                ? plan + had + "; " + MEND
                : plan + "others hold " + room.othersTotal() + " now, " + had + "; " + MEND;
    }

    private static void others(Finding.Builder finding, ConnectionRoom room) {
        finding.evidence("others", room.othersTotal());
        room.others().entrySet().stream()
                .limit(NAMED)
                .forEach(entry -> finding.evidence("open " + named(entry.getKey()), entry.getValue()));
        if (room.others().size() > NAMED) {
            finding.evidence("more applications", room.others().size() - NAMED);
        }
    }

    /** Each pool gives up the same part; 0 says that not even one connection for each instance fits. */
    private static long fitting(ConnectionRoom room, PlannedPool pool) {
        long left = Math.max(0, room.available() - room.othersTotal());
        return pool.size() * left / room.planned();
    }

    private static String named(String application) {
        return application.isBlank() ? "(no name)" : application;
    }
}
