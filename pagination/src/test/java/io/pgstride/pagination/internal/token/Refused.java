package io.pgstride.pagination.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.pagination.CursorException;
import io.pgstride.pagination.ExpiredCursorException;
import io.pgstride.pagination.FilterMismatchException;
import io.pgstride.pagination.MalformedCursorException;
import io.pgstride.pagination.OrderingMismatchException;
import io.pgstride.pagination.OversizedCursorException;
import io.pgstride.pagination.ScopeMismatchException;
import io.pgstride.pagination.TamperedCursorException;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;

/** That a token is refused as documented: one of the types, with its code, and words that give nothing away. */
final class Refused {
    static final Map<Class<?>, String> CODES = Map.of(
            MalformedCursorException.class, "cursor_malformed",
            TamperedCursorException.class, "cursor_tampered",
            ExpiredCursorException.class, "cursor_expired",
            OversizedCursorException.class, "cursor_oversized",
            OrderingMismatchException.class, "cursor_other_ordering",
            FilterMismatchException.class, "cursor_other_filter",
            ScopeMismatchException.class, "cursor_other_scope");

    private Refused() {}

    static AbstractThrowableAssert<?, ?> by(TokenCodec codec, String token) {
        return by(codec, Sample.BINDING, token);
    }

    static AbstractThrowableAssert<?, ?> by(TokenCodec codec, TokenBinding binding, String token) {
        return assertThatThrownBy(() -> codec.decode(() -> binding, token))
                .isInstanceOfSatisfying(CursorException.class, Refused::asDocumented)
                .satisfies(error -> {
                    if (token.length() >= 8) {
                        assertThat(error.getMessage()).doesNotContain(token.substring(0, 8));
                    }
                });
    }

    static void asDocumented(CursorException error) {
        assertThat(CODES).containsEntry(error.getClass(), error.code());
        assertThat(error).hasNoCause();
        assertThat(error.getMessage())
                .doesNotContain("471100004711", "tenant", "events", "2026-")
                .contains("start again at the first page");
    }

    /** The token with other bytes, spelled as a token should be. */
    static String changed(String token, Consumer<byte[]> change) {
        byte[] bytes = TokenText.bytes(token);
        change.accept(bytes);
        return TokenText.of(bytes);
    }
}
