package io.pgstride.pagination;

import io.pgstride.pagination.internal.PageSql;
import io.pgstride.pagination.internal.token.TokenBinding;
import io.pgstride.pagination.internal.token.TokenEncoder;
import java.util.Objects;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How the cursors of one question become tokens, and what binds them. Immutable; nothing is rendered without tokens.
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

    Cursor read(DSLContext dsl, PageSql sql, Condition filter, String token) {
        if (tokens == null) {
            throw missing(sql.ordering().description());
        }
        return new Cursor(sql.ordering().of(tokens.codec().decode(() -> binding(dsl, sql, filter), token)));
    }

    /** What makes the tokens of a page. It is made with the page, so that a page holds no connection. */
    Supplier<TokenEncoder> encoder(DSLContext dsl, PageSql sql, Condition filter) {
        if (tokens == null) {
            String ordering = sql.ordering().description();
            return () -> {
                throw missing(ordering);
            };
        }
        TokenEncoder encoder = tokens.codec().encoder(binding(dsl, sql, filter));
        return () -> encoder;
    }

    private static IllegalStateException missing(String ordering) {
        return new IllegalStateException("query of " + ordering + " has no tokens; give it"
                + " tokens(CursorTokens.signed(key).build()), or CursorTokens.unsigned() for trusted clients");
    }

    /** A name and a text are told apart by their first letter. */
    private TokenBinding binding(DSLContext dsl, PageSql sql, Condition filter) {
        String named = filterName == null ? "=" + PageSql.filterInFull(dsl, filter) : "#" + filterName;
        return new TokenBinding(sql.orderingInFull(dsl), sql.ordering().description(), named, scope);
    }
}
