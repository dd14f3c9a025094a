package io.pgstride.examples.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rules over all modules below a root package. */
record HouseRules(String root) {
    /** Longest first, so that caching.redis is not taken for caching. */
    private static final List<String> MODULES = Floors.modules().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();

    /** The module of a class, or an empty text. */
    String moduleOf(JavaClass type) {
        return MODULES.stream()
                .filter(module -> (type.getPackageName() + ".").startsWith(Floors.packageOf(root, module) + "."))
                .findFirst()
                .orElse("");
    }

    Stream<ArchRule> arrowsGoDown() {
        return Floors.modules().stream().map(module -> {
            Set<String> strangers = Floors.strangersOf(module);
            return noClasses()
                    .that(in(module))
                    .should()
                    .dependOnClassesThat(described("in " + strangers, type -> strangers.contains(moduleOf(type))))
                    .allowEmptyShould(true)
                    .because("arrows go down only, and nothing but programs knows testing");
        });
    }

    Stream<ArchRule> internalsAreOwn() {
        return Floors.modules().stream()
                .map(module -> noClasses()
                        .that(described(
                                "outside " + module, type -> !moduleOf(type).equals(module)))
                        .should()
                        .dependOnClassesThat(described(
                                "internal to " + module, type -> moduleOf(type).equals(module) && internal(type)))
                        .because("a package named internal is its module's own"));
    }

    Stream<ArchRule> manners() {
        return Stream.of(
                noClasses()
                        .that(areLibraries())
                        .and()
                        .doNotHaveSimpleName("ConsoleProgress")
                        .should(ACCESS_STANDARD_STREAMS)
                        .because("a library logs; what is given a stream may ask whether it is the console"),
                noClasses().that(areLibraries()).should(USE_JAVA_UTIL_LOGGING),
                noClasses()
                        .that(areLibraries())
                        .and()
                        .doNotHaveFullyQualifiedName("io.pgstride.routing.internal.route.Scope")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ThreadLocal.class)
                        .because(
                                "virtual threads must be welcome; a scope around calls is of its thread, and ends with them"),
                noMethods()
                        .that()
                        .areDeclaredInClassesThat(areLibraries())
                        .should()
                        .haveModifier(JavaModifier.SYNCHRONIZED)
                        .because("a lock around I/O is a ReentrantLock: virtual threads must be welcome"));
    }

    private static boolean internal(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.");
    }

    private DescribedPredicate<JavaClass> in(String module) {
        return described("in " + module, type -> moduleOf(type).equals(module));
    }

    private DescribedPredicate<JavaClass> areLibraries() {
        return described(
                "are of libraries", type -> !moduleOf(type).isEmpty() && !Floors.PROGRAMS.contains(moduleOf(type)));
    }

    private static DescribedPredicate<JavaClass> described(String text, Predicate<JavaClass> test) {
        return DescribedPredicate.describe(text, test);
    }
}
