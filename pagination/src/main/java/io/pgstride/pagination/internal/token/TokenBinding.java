package io.pgstride.pagination.internal.token;

/**
 * What a token is good for. Any two different texts are different bindings; none of them can be read from a token.
 *
 * @param ordering tables, keys, types and directions
 * @param description the ordering for people; not part of the token
 * @param filter the condition with its values
 * @param scope the caller's own, such as a tenant
 */
public record TokenBinding(String ordering, String description, String filter, String scope) {
    /** Of an ordering whose text may be shown. */
    public TokenBinding(String ordering, String filter, String scope) {
        this(ordering, ordering, filter, scope);
    }

    /** Without the filter and the scope, which may be personal data. */
    @Override
    public String toString() {
        return "TokenBinding[" + description + "]";
    }
}
