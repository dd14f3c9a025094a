package io.pgstride.routing.internal.route;

import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.View;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Takes one of the replicas that fit: the cheaper of two that are drawn at random, so that the best one is not run over by everyone at once.
 *
 * @see <a href="https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf">Mitzenmacher, The Power of Two Choices in Randomized Load Balancing</a>
 */
final class Balancer {
    private Balancer() {}

    static @Nullable Host choose(Need need, View view, Set<Host> tried) {
        long now = System.nanoTime();
        List<Host> hosts = view.hosts();
        long fit = 0;
        for (int i = 0; i < hosts.size(); i++) {
            if (need.fits(hosts.get(i), view, now) && !tried.contains(hosts.get(i))) {
                fit |= 1L << i;
            }
        }
        int count = Long.bitCount(fit);
        if (count == 0) {
            return null;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int one = random.nextInt(count);
        Host first = nth(hosts, fit, one);
        if (count == 1) {
            return first;
        }
        int other = random.nextInt(count - 1);
        Host second = nth(hosts, fit, other < one ? other : other + 1);
        return first.cost(now) <= second.cost(now) ? first : second;
    }

    private static Host nth(List<Host> hosts, long fit, int n) {
        long left = fit;
        for (int skipped = 0; skipped < n; skipped++) {
            left &= left - 1;
        }
        return hosts.get(Long.numberOfTrailingZeros(left));
    }
}
