package io.pgstride.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Every example runs to its end and says what it promises. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExamplesTest {
    @Test
    void keysetPagination() {
        assertThat(printed(KeysetPaginationExample::main))
                .hasLineCount(21)
                .endsWith("more before: true, more after: true");
    }

    @Test
    void relayConnection() {
        assertThat(printed(RelayConnectionExample::main).lines().toList())
                .hasSize(3 + 1 + 3 + 1 + 2 + 1 + 1)
                .contains("PageInfo[hasNextPage=true, hasPreviousPage=false]", atIndex(3))
                .contains("PageInfo[hasNextPage=true, hasPreviousPage=true]", atIndex(7))
                .contains("PageInfo[hasNextPage=false, hasPreviousPage=true]", atIndex(10))
                .last()
                .asString()
                .contains("before is given without a number");
    }

    @Test
    void restPagination() {
        assertThat(printed(RestPaginationExample::main))
                .hasLineCount(14)
                .contains("400 cursor_tampered the cursor was changed")
                .endsWith("400 page_size page size 1000000 is outside 1 to 100; ask for fewer rows");
    }

    @Test
    void transactionHooks() {
        assertThat(printed(TransactionHooksExample::main))
                .contains("rolled back: changed my mind")
                .endsWith("still cached: {2=another name}");
    }

    @Test
    void pools() {
        assertThat(printed(PoolsExample::main))
                .contains("4 connections, named shop", "planned: 26")
                .contains("CRITICAL core.connection-budget  max_connections");
    }

    @Test
    void processEvents() {
        assertThat(printed(ProcessEventsExample::main).lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("10000 events in 2"),
                        line -> assertThat(line).isEqualTo("10000 counted"));
    }

    @Test
    void jobQueue() {
        assertThat(printed(JobQueueExample::main).lines())
                .containsExactly(
                        "rolled back, and no mail",
                        "2 sent, 2 put off, 1 given up",
                        "3 attempts: java.io.IOException: no address",
                        "1 pending again");
    }

    @Test
    void backfill() {
        assertThat(printed(BackfillExample::main))
                .startsWith("events_device: about 10000 rows")
                .containsPattern("Index Cond: .*id <= '\\d+'")
                .containsPattern("COMPLETED: \\d+ of 10000 rows changed")
                .endsWith("COMPLETED");
    }

    @Test
    void bulkWrite() {
        assertThat(printed(BulkWriteExample::main).lines().toList())
                .startsWith("50000 clicks written", "150 users written, then 0")
                .last()
                .asString()
                .contains("events_user_id_fkey");
    }

    @Test
    void routing() {
        assertThat(printed(RoutingExample::main).lines().toList())
                .hasSize(8)
                .satisfies(line -> assertThat(line).matches("1000 reads: \\{b=\\d+, c=\\d+}"), atIndex(0))
                .satisfies(line -> assertThat(line).startsWith("by a replica: ").doesNotContain("Ada L."), atIndex(1))
                .contains("by the token: Ada L.", atIndex(2))
                .satisfies(line -> assertThat(line).startsWith("a: CHOSEN, the primary"), atIndex(4))
                .satisfies(line -> assertThat(line).startsWith("b: BEHIND_TOKEN, replayed 1-"), atIndex(5))
                .contains("by the token, from a replica again: Ada L.", atIndex(7));
    }

    @Test
    void caching() {
        assertThat(printed(CachingExample::main).lines()).containsExactly("100 gets: 1 load", "after a grade: 2 loads");
    }

    @Test
    void cachingInRedis() {
        assertThat(printed(SharedCachingExample::main).lines())
                .containsExactly("one server: Radia M.", "another one: Radia M.", "after a change: Ada L.", "loads: 2");
    }

    @Test
    void queriesInRedis() {
        assertThat(printed(SharedQueryExample::main).lines())
                .containsExactly("again, the same: true", "after a change, the same: false");
    }

    @Test
    void invalidationThatSurvives() {
        assertThat(printed(DurableCachingExample::main).lines())
                .hasSize(2)
                .last()
                .isEqualTo("after: Ada L.");
    }

    @Test
    void cachingInRedisAndInMemory() {
        assertThat(printed(NearCachingExample::main).lines()).containsExactly("before: Radia M.", "after: Ada L.");
    }

    @Test
    void materializedViews() {
        assertThat(printed(MaterializedViewsExample::main).lines())
                .containsExactly(
                        "CONCURRENT, shared: false",
                        "events_by_user: Refreshed",
                        "busy_users: Refreshed",
                        "fresh: true, refreshes: 2",
                        "runs: true",
                        "requested: true",
                        "REPLACEMENT",
                        "0 findings");
    }

    @Test
    void counters() {
        assertThat(printed(CountersExample::main).lines())
                .containsExactly(
                        "lacked something: true",
                        "without answers: 0",
                        "0 wrong",
                        "findings: 0",
                        "added: 1",
                        "moved: 1, left: 0");
    }

    @Test
    void approximateCounts() {
        assertThat(printed(ApproximateCountExample::main).lines())
                .startsWith("exact: true, exact: false", "PAGES")
                .contains("COUNTED")
                .anyMatch(line -> line.startsWith("CREATE STATISTICS"));
    }

    @Test
    void derivedColumns() {
        assertThat(printed(DerivedColumnsExample::main).lines()).containsExactly("[Ada L.]", "0 wrong", "0 wrong");
    }

    @Test
    void summaryTable() {
        assertThat(printed(SummaryTableExample::main).lines())
                .containsExactly("behind: true, then 1 change of 1 group", "2026-01-31: 1", "0 groups are wrong");
    }

    /** A program's main method. */
    @FunctionalInterface
    private interface Program {
        void main(String[] arguments) throws Exception;
    }

    private static String printed(Program example) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            example.main(new String[0]);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
