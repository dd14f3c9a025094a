package io.pgstride.routing.internal.route;

import io.pgstride.routing.Route;

/** The route around the calls of each thread. It is put back when the call is over, so that pooled threads keep nothing. */
public final class Scope {
    private static final ThreadLocal<Route> CURRENT = new ThreadLocal<>();

    private Scope() {}

    /** The scope of this thread. */
    public static Route current() {
        Route route = CURRENT.get();
        return route == null ? Route.undeclared() : route;
    }

    /** Enters, joining the outer scope, which is returned. */
    public static Route enter(Route inner) {
        Route outer = current();
        CURRENT.set(inner.within(outer));
        return outer;
    }

    /** Goes back to the outer scope. */
    public static void leave(Route outer) {
        if (outer.equals(Route.undeclared())) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
