package io.pgstride.routing.internal.route;

import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.View;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Takes one of the replicas that fit: of two that are drawn at random by their weights, the first unless the second is clearly cheaper. So reads are spread by weight
 * while hosts are alike, a slow or busy one is spared, one whose pool has lent all is left alone while another has some, and the best one is not run over by everyone at once.
 *
 * @see <a href="https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf">Mitzenmacher, The Power of Two Choices in Randomized Load Balancing</a>
 */
final class Balancer {
    /** What the second must be cheaper by; less is noise. */
    private static final double CLEARLY = 1.5;

    private Balancer() {}

    static @Nullable Host choose(Need need, View view, Set<Host> tried) {
        long now = System.nanoTime();
        List<Host> hosts = view.hosts();
        long fit = 0;
        double total = 0;
        long free = 0;
        double totalFree = 0;
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            if (need.fits(host, now) && !tried.contains(host)) {
                double share = host.share(now);
                fit |= 1L << i;
                total += share;
                if (host.hasRoom()) {
                    free |= 1L << i;
                    totalFree += share;
                }
            }
        }
        return free == 0 ? drawn(hosts, fit, total, now) : drawn(hosts, free, totalFree, now);
    }

    private static @Nullable Host drawn(List<Host> hosts, long fit, double total, long now) {
        if (fit == 0) {
            return null;
        }
        if (Long.bitCount(fit) == 1) {
            return hosts.get(Long.numberOfTrailingZeros(fit));
        }
        int one = draw(hosts, fit, total, now);
        Host first = hosts.get(one);
        long rest = fit & ~(1L << one);
        Host second = hosts.get(draw(hosts, rest, total - first.share(now), now));
        return second.cost(now) * CLEARLY < first.cost(now) ? second : first;
    }

    /** One of those whose bit is set, by their shares of the total. */
    private static int draw(List<Host> hosts, long fit, double total, long now) {
        double left = ThreadLocalRandom.current().nextDouble() * total;
        long remaining = fit;
        int index = Long.numberOfTrailingZeros(remaining);
        while (true) {
            left -= hosts.get(index).share(now);
            remaining &= remaining - 1;
            if (left < 0 || remaining == 0) {
                return index;
            }
            index = Long.numberOfTrailingZeros(remaining);
        }
    }
}
