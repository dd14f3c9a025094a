package io.pgstride.benchmarks.run;

import io.pgstride.benchmarks.server.Environment;
import java.util.List;

/** A theme of the benchmarks: its data, and the cases run on it one after another. */
public interface Scenario {

    /** What is written on the command line. */
    String name();

    /** One line for the list of scenarios. */
    String about();

    /**
     * Starts what the scenario needs, loads its data and describes its cases. What must be closed later is the
     * environment's, or the subjects'.
     */
    List<Case<?>> cases(Environment environment, Scale scale) throws Exception;
}
