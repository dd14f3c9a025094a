package io.pgstride.testing;

import java.net.URI;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Brings {@link RedisTest} to life; registered by that annotation and of no use without it. */
public final class RedisExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RedisExtension.class);

    /** Called by JUnit. */
    public RedisExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        emptied(context);
    }

    /** Emptied once, by the first use: a class is instantiated before this callback where instances live per class. */
    private static RedisServer emptied(ExtensionContext context) {
        ExtensionContext owner = AnnotatedContext.of(context, RedisTest.class);
        return owner.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        owner.getRequiredTestClass(),
                        key -> {
                            RedisServer.shared().flush();
                            return RedisServer.shared();
                        },
                        RedisServer.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class || type == URI.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RedisServer server = emptied(context);
        return parameter.getParameter().getType() == URI.class ? server.uri() : server;
    }
}
