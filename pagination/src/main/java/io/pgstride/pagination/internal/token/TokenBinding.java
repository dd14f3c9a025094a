package io.pgstride.pagination.internal.token;

/**
 * What a token is good for. Any two different texts are different bindings; none of them can be read from a token.
 *
 * @param ordering tables, keys, types and directions
 * @param filter the condition with its values
 * @param scope the caller's own, such as a tenant
 */
public record TokenBinding(String ordering, String filter, String scope) {
    /** Without the filter and the scope, which may be personal data. */
    @Override
    public String toString() {
        return "TokenBinding[" + ordering + "]";
    }
}
