package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.function.Supplier;

/** Makes every failure to start a server one of the documented type, which {@link SharedServer} remembers. */
final class Starts {
    private Starts() {}

    static <S> S start(String server, Setting setting, Supplier<S> start) {
        try {
            return start.get();
        } catch (ServerStartException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ServerStartException(
                    server + " did not start: " + reason(e) + ". Another server can be chosen with " + setting + ".",
                    e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        String own = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String further = cause == null ? "" : String.valueOf(cause);
        return further.isEmpty() || own.contains(further) ? own : own + " (" + further + ")";
    }
}
