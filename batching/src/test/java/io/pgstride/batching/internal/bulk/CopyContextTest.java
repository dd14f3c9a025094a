package io.pgstride.batching.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CopyContextTest {
    private static final List<String> COLUMNS = List.of("kind", "my kind", "n");

    @Test
    void readsRowAndColumn() {
        assertThat(CopyContext.of("COPY events, line 42, column kind", "events", COLUMNS))
                .isEqualTo(new CopyContext(42, "kind"));
        assertThat(CopyContext.of("COPY events, line 42, column my kind", "events", COLUMNS))
                .isEqualTo(new CopyContext(42, "my kind"));
        assertThat(CopyContext.of("COPY events, line 42", "events", COLUMNS)).isEqualTo(new CopyContext(42, ""));
    }

    @Test
    void inAnyLanguage() {
        assertThat(CopyContext.of("COPY events, Zeile 42, Spalte kind", "events", COLUMNS))
                .isEqualTo(new CopyContext(42, "kind"));
        assertThat(CopyContext.of("eventsのCOPY、行42、列 kind", "events", COLUMNS)).isEqualTo(new CopyContext(42, "kind"));
    }

    @Test
    void belowTheContextsOfTriggers() {
        String context = "PL/pgSQL function check_it() line 3 at RAISE\nCOPY t 7 x, line 9";
        assertThat(CopyContext.of(context, "t 7 x", COLUMNS)).isEqualTo(new CopyContext(9, ""));
    }

    @Test
    void nothingWhereNothingIsSaid() {
        assertThat(CopyContext.of("", "events", COLUMNS)).isEqualTo(new CopyContext(0, ""));
        assertThat(CopyContext.of("SQL statement \"SELECT 1\"", "events", COLUMNS))
                .isEqualTo(new CopyContext(0, ""));
        assertThat(CopyContext.of("COPY events, line 42", "", COLUMNS)).isEqualTo(new CopyContext(0, ""));
    }
}
