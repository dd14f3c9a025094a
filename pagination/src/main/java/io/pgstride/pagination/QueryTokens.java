package io.pgstride.pagination;

import io.pgstride.pagination.internal.Ordering;
import io.pgstride.pagination.internal.PageSql;
import io.pgstride.pagination.internal.token.TokenBinding;
import io.pgstride.pagination.internal.token.TokenEncoder;
import java.util.Objects;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * How the cursors of one question become tokens, and what binds them. Immutable; the filter is rendered only when a token is
 * made or read.
 *
 * @param filterName what stands for the filter, if that is not to be its text
 */
record QueryTokens(
        @Nullable CursorTokens tokens,
        String scope,
        @Nullable String filterName) {
    static final QueryTokens NONE = new QueryTokens(null, "", null);

    QueryTokens with(CursorTokens given) {
        return new QueryTokens(Objects.requireNonNull(given, "tokens"), scope, filterName);
    }

    QueryTokens inScope(String given) {
        return new QueryTokens(tokens, Objects.requireNonNull(given, "scope"), filterName);
    }

    QueryTokens namingFilter(String given) {
        return new QueryTokens(tokens, scope, Objects.requireNonNull(given, "filterName"));
    }

    Cursor read(PageSql sql, Condition filter, String token) {
        Ordering ordering = sql.ordering();
        return new Cursor(ordering.of(required(ordering).codec().decode(binding(sql, filter), token)));
    }

    TokenEncoder encoder(PageSql sql, Condition filter) {
        return required(sql.ordering()).codec().encoder(binding(sql, filter));
    }

    private CursorTokens required(Ordering ordering) {
        if (tokens == null) {
            throw new IllegalStateException("query of " + ordering.description() + " has no tokens; give it"
                    + " tokens(CursorTokens.signed(key).build()), or CursorTokens.unsigned() for trusted clients");
        }
        return tokens;
    }

    /** A name and a text are told apart by their first letter. */
    private TokenBinding binding(PageSql sql, Condition filter) {
        Ordering ordering = sql.ordering();
        String named = filterName == null ? "=" + sql.rowsInFull(filter) : "#" + filterName;
        return new TokenBinding(ordering.fingerprint(), ordering.description(), named, scope);
    }
}
