package io.pgstride.pagination.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.pagination.Key;
import io.pgstride.pagination.MalformedCursorException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token's values may be, whoever made the token. */
class OrderingTextsTest {
    /** As jOOQ's generator describes one. */
    @SuppressWarnings("serial")
    private static final class Things extends TableImpl<Record> {
        final TableField<Record, UUID> uuid = createField(DSL.name("uuid"), SQLDataType.UUID.notNull());
        final TableField<Record, Integer> rank = createField(DSL.name("rank"), SQLDataType.INTEGER);

        Things() {
            super(DSL.name("things"));
        }
    }

    private static final String ID = "00000000-0000-0000-0000-00000000000a";
    private final Ordering ordering = ordering();

    private static Ordering ordering() {
        Things things = new Things();
        List<Field<?>> unique = List.of(things.uuid);
        return Ordering.of(things, List.of(), List.of(Key.asc(things.rank).nullsLast(), Key.asc(things.uuid)), unique);
    }

    @Test
    void aPositionComesBackAsItWas() {
        for (String rank : Arrays.asList("-5", "0", null)) {
            List<String> texts = Arrays.asList(rank, ID);
            assertThat(Ordering.texts(ordering.of(texts))).isEqualTo(texts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1; drop table things", "1e5", " 1", "99999999999999999999"})
    void aNumberThatIsNone(String rank) {
        assertThatThrownBy(() -> ordering.of(List.of(rank, ID)))
                .isInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("value 1 of 2");
    }

    @Test
    void nullInAKeyWithoutNull() {
        assertThatThrownBy(() -> ordering.of(Arrays.asList("1", null)))
                .isInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("value 2 of 2");
        assertThatThrownBy(() -> ordering.of(List.of("1", "1"))).isInstanceOf(MalformedCursorException.class);
    }

    @Test
    void tooFewOrTooMany() {
        assertThatThrownBy(() -> ordering.of(List.of("1")))
                .isInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("1 values")
                .hasMessageContaining("2 keys");
        assertThatThrownBy(() -> ordering.of(List.of("1", ID, ID))).isInstanceOf(MalformedCursorException.class);
    }
}
