package io.pgstride.examples.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.pgstride.examples.house.crooked.core.Crooked;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house as its classes have it; and the same rules over a crooked house, where each of them must fail. */
class ArchitectureTest {
    private static final String CROOKED = Crooked.class.getPackageName().replace(".core", "");

    private final HouseRules rules = new HouseRules("io.pgstride");
    private final JavaClasses house = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pgstride");

    private static Stream<ArchRule> all(HouseRules rules) {
        return Stream.<Function<HouseRules, Stream<ArchRule>>>of(
                        HouseRules::arrowsGoDown, HouseRules::internalsAreOwn, HouseRules::manners)
                .flatMap(some -> some.apply(rules));
    }

    @TestFactory
    Stream<DynamicTest> rulesHold() {
        return all(rules).map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(house)));
    }

    @Test
    void everyClassIsOfAModuleThatTheFloorsKnow() {
        assertThat(house).filteredOn(type -> rules.moduleOf(type).isEmpty()).isEmpty();
        assertThat(house).extracting(rules::moduleOf).contains("core", "pagination", "testing", "examples");
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        assertThat(packages(house))
                .filteredOn(somePackage -> !saysWhatMayBeNull(somePackage))
                .isEmpty();
    }

    private static List<JavaPackage> packages(JavaClasses classes) {
        return classes.stream()
                .filter(type -> !type.getPackageName().isEmpty())
                .map(JavaClass::getPackage)
                .distinct()
                .toList();
    }

    private static boolean saysWhatMayBeNull(JavaPackage somePackage) {
        return somePackage.isAnnotatedWith(NullMarked.class) || somePackage.isAnnotatedWith(NullUnmarked.class);
    }

    @Test
    void rulesFailOnACrookedHouse() {
        JavaClasses crooked = new ClassFileImporter().importPackages(CROOKED);
        HouseRules same = new HouseRules(CROOKED);
        assertThat(failures(same.arrowsGoDown(), crooked)).isEqualTo(1);
        assertThat(failures(same.internalsAreOwn(), crooked)).isEqualTo(1);
        assertThat(failures(same.manners(), crooked)).isEqualTo(4);
        assertThat(packages(crooked)).noneMatch(ArchitectureTest::saysWhatMayBeNull);
    }

    private static long failures(Stream<ArchRule> rules, JavaClasses classes) {
        return rules.filter(rule -> rule.evaluate(classes).hasViolation()).count();
    }
}
