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
                .endsWith("400 page_size page size 1000000 is outside 1 to 100; ask for fewer rows, or raise the"
                        + " keyset's maxPageSize");
    }

    @Test
    void transactionHooks() {
        assertThat(printed(TransactionHooksExample::main))
                .contains("rolled back: changed my mind")
                .endsWith("still cached: {2=another name}");
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
