package io.pgstride.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Constants;
import org.postgresql.util.DriverInfo;

/** What a reader needs to judge or repeat a run: command, machine, versions. The servers describe themselves as they start. */
public final class Head {
    private static final double GIB = 1024.0 * 1024 * 1024;

    private Head() {}

    public static String text(String command) {
        return """
                command    %s
                machine    %s
                java       %s
                libraries  %s
                """.formatted(command, machine(), java(), libraries());
    }

    private static String machine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %.1f GiB memory, %s %s, load %.2f",
                system.getAvailableProcessors(),
                processor(),
                system.getTotalMemorySize() / GIB,
                system.getName(),
                system.getVersion(),
                system.getSystemLoadAverage());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String java() {
        String flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X"))
                .collect(Collectors.joining(" "));
        return String.format(
                        Locale.ROOT,
                        "%s %s, heap up to %.1f GiB %s",
                        System.getProperty("java.vm.name"),
                        Runtime.version(),
                        Runtime.getRuntime().maxMemory() / GIB,
                        flags)
                .strip();
    }

    private static String libraries() {
        String pgstride =
                Objects.requireNonNullElse(Head.class.getPackage().getImplementationVersion(), "from class files");
        return "pgstride " + pgstride + ", jOOQ " + Constants.FULL_VERSION + ", pgjdbc " + DriverInfo.DRIVER_VERSION;
    }
}
