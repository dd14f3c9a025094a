package io.pgstride.testing;

import java.lang.annotation.Annotation;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds the test class that an annotation stands on, going out from nested classes. */
final class AnnotatedContext {
    private AnnotatedContext() {}

    static ExtensionContext of(ExtensionContext context, Class<? extends Annotation> annotation) {
        ExtensionContext candidate = context;
        while (!carries(candidate, annotation)) {
            candidate = candidate
                    .getParent()
                    .orElseThrow(() -> new IllegalStateException("No @" + annotation.getSimpleName() + " on "
                            + context.getDisplayName() + " or a class around it"));
        }
        return candidate;
    }

    private static boolean carries(ExtensionContext context, Class<? extends Annotation> annotation) {
        return context.getTestMethod().isEmpty()
                && context.getTestClass()
                        .filter(type -> type.isAnnotationPresent(annotation))
                        .isPresent();
    }
}
