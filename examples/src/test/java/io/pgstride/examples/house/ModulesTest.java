package io.pgstride.examples.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules as the JDK resolves them. The tests run on the class path, where nothing else would look at module-info. */
class ModulesTest {
    private static final Path[] CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(ModulesTest::holdsModules)
            .toArray(Path[]::new);

    private final ModuleFinder finder = ModuleFinder.of(CLASS_PATH);
    private final Set<ModuleDescriptor> ours = finder.findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(module -> module.name().startsWith("io.pgstride."))
            .collect(Collectors.toSet());

    /** Not every jar of the tests can be a module, nor need it. */
    private static boolean holdsModules(Path entry) {
        try {
            return !ModuleFinder.of(entry).findAll().isEmpty();
        } catch (FindException e) {
            return false;
        }
    }

    @Test
    void everyModuleResolves() {
        Set<String> names = ours.stream().map(ModuleDescriptor::name).collect(Collectors.toSet());
        assertThat(names)
                .contains(
                        "io.pgstride.core",
                        "io.pgstride.pagination",
                        "io.pgstride.batching",
                        "io.pgstride.routing",
                        "io.pgstride.caching",
                        "io.pgstride.caching.redis",
                        "io.pgstride.aggregation",
                        "io.pgstride.testing",
                        "io.pgstride.examples");
        Configuration resolved = ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), names);
        assertThat(resolved.modules()).extracting(ResolvedModule::name).containsAll(names);
    }

    @Test
    void noneIsAutomaticOrOpen() {
        assertThat(ours).noneMatch(ModuleDescriptor::isAutomatic).noneMatch(ModuleDescriptor::isOpen);
    }

    @Test
    void internalPackagesAreExportedToNobodyInGeneral() {
        assertThat(ours).flatExtracting(ModulesTest::exportedInternals).isEmpty();
        assertThat(ours).anyMatch(module -> module.packages().stream().anyMatch(ModulesTest::internal));
    }

    @Test
    void anExportedInternalPackageWouldBeSeen() {
        ModuleDescriptor careless = ModuleDescriptor.newModule("careless")
                .exports("careless.internal.deep")
                .exports("careless")
                .exports("careless.internal", Set.of("friend"))
                .build();
        assertThat(exportedInternals(careless)).containsExactly("careless.internal.deep");
    }

    private static Set<String> exportedInternals(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(Exports::source)
                .filter(ModulesTest::internal)
                .collect(Collectors.toSet());
    }

    private static boolean internal(String packageName) {
        return (packageName + ".").contains(".internal.");
    }
}
