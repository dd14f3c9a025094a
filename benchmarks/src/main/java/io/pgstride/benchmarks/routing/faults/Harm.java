package io.pgstride.benchmarks.routing.faults;

import io.pgstride.testing.TcpProxy;
import java.time.Duration;

/** What is done to a link. */
enum Harm {
    /** Every answer comes two seconds late. */
    SLOW("slow") {
        @Override
        void begin(TcpProxy link) {
            link.delay(Duration.ofSeconds(2));
        }

        @Override
        void end(TcpProxy link) {
            link.delay(Duration.ZERO);
        }
    },

    /** Connections are reset, and new ones refused. */
    CUT("cut") {
        @Override
        void begin(TcpProxy link) {
            link.refuse(true);
            link.cut();
        }

        @Override
        void end(TcpProxy link) {
            link.refuse(false);
        }
    },

    /** Requests arrive, answers do not. */
    HALF_OPEN("half_open") {
        @Override
        void begin(TcpProxy link) {
            link.dropResponses(true);
        }

        /** What has lost answers is of no use any more. */
        @Override
        void end(TcpProxy link) {
            link.cut();
            link.dropResponses(false);
        }
    };

    private final String label;

    Harm(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    abstract void begin(TcpProxy link);

    abstract void end(TcpProxy link);
}
