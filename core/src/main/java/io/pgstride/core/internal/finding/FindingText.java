package io.pgstride.core.internal.finding;

import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Fix;

/** A finding as lines for people. */
public final class FindingText {
    private FindingText() {}

    /** The lines, each ended by a newline. */
    public static String of(Finding finding) {
        StringBuilder out = new StringBuilder();
        out.append(finding.severity()).append(' ').append(finding.key());
        out.append("  ").append(finding.subject()).append('\n');
        out.append("  ").append(finding.summary()).append('\n');
        finding.evidence()
                .forEach((name, value) ->
                        out.append("  ").append(name).append(": ").append(value).append('\n'));
        finding.fix().ifPresent(fix -> fix(out, fix));
        finding.documentation()
                .ifPresent(page -> out.append("  See ").append(page).append('\n'));
        return out.toString();
    }

    private static void fix(StringBuilder out, Fix fix) {
        out.append("  Fix");
        fix.lockLevel().ifPresent(level -> out.append(", lock ").append(level));
        out.append(fix.runsOutsideTransaction() ? ", outside a transaction:\n" : ":\n");
        fix.statements()
                .forEach(sql -> out.append(sql.indent(4).stripTrailing()).append(";\n"));
    }
}
