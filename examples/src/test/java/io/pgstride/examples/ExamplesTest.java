package io.pgstride.examples;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(printed(() -> KeysetPaginationExample.main(new String[0])))
                .hasLineCount(21)
                .endsWith("more before: true, more after: true");
    }

    @Test
    void transactionHooks() {
        assertThat(printed(() -> TransactionHooksExample.main(new String[0])))
                .contains("rolled back: changed my mind")
                .endsWith("still cached: {2=another name}");
    }

    private static String printed(Runnable example) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            example.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
