package io.pgstride.aggregation.internal.counter;

import io.pgstride.aggregation.counter.CounterStorage;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a database says of a counter, in a comment on the function that reads it.
 *
 * @param storage where its changes go
 * @param version of the statements
 * @param parent the parent's table, quoted
 */
public record Installed(CounterStorage storage, String version, String parent) {
    private static final Pattern COMMENT =
            Pattern.compile("pgstride counter ([0-9a-f]{12}), (column|ledger|slots)(?: (\\d+))?, of (.+)");

    String toComment() {
        return "pgstride counter " + version + ", " + word() + ", of " + parent;
    }

    /** The storage as people call it. */
    public String word() {
        if (storage instanceof CounterStorage.Slots slots) {
            return "slots " + slots.count();
        }
        return storage instanceof CounterStorage.Ledger ? "ledger" : "column";
    }

    /** Empty if it is no comment of a counter. */
    public static Optional<Installed> of(String comment) {
        Matcher matcher = COMMENT.matcher(comment);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        CounterStorage storage = switch (matcher.group(2)) {
            case "slots" -> CounterStorage.slots(Integer.parseInt(matcher.group(3)));
            case "ledger" -> CounterStorage.ledger();
            default -> CounterStorage.column();
        };
        return Optional.of(new Installed(storage, matcher.group(1), matcher.group(4)));
    }
}
