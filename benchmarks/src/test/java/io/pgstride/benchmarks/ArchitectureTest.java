package io.pgstride.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The benchmarks stand on the libraries' public parts, as their users do. */
class ArchitectureTest {
    private static final ArchRule NO_INTERNALS =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.pgstride..internal..");
    private static final ArchRule NO_PROGRAMS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.pgstride.examples..", "io.pgstride.doctor..", "io.pgstride.spring..");

    private final JavaClasses benchmarks = classesOf("io.pgstride.benchmarks");

    @Test
    void internalsOfLibrariesAreNotUsed() {
        NO_INTERNALS.check(benchmarks);
    }

    /** Without it the rule could hold because it sees nothing. */
    @Test
    void aUserOfInternalsWouldBeSeen() {
        assertThat(NO_INTERNALS.evaluate(classesOf("io.pgstride.core")).hasViolation())
                .isTrue();
    }

    @Test
    void otherProgramsAreNotUsed() {
        NO_PROGRAMS.check(benchmarks);
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        assertThat(benchmarks)
                .isNotEmpty()
                .extracting(JavaClass::getPackage)
                .allMatch(somePackage -> somePackage.isAnnotatedWith(NullMarked.class));
    }

    private static JavaClasses classesOf(String root) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("/jmh_generated/"))
                .importPackages(root);
    }
}
