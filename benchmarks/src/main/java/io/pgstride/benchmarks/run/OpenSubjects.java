package io.pgstride.benchmarks.run;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The subjects of a case while it runs; closed all together, last opened first. */
final class OpenSubjects<S extends Subject> implements AutoCloseable {
    private final List<S> subjects = new ArrayList<>();

    private OpenSubjects() {}

    /** Opens every contender, or none: what was opened before a failure is closed again. */
    static <S extends Subject> OpenSubjects<S> of(List<Contender<S>> contenders) throws Exception {
        OpenSubjects<S> open = new OpenSubjects<>();
        try {
            for (Contender<S> contender : contenders) {
                open.subjects.add(contender.opener().open());
            }
            return open;
        } catch (Exception failure) {
            try {
                open.close();
            } catch (Exception closing) {
                failure.addSuppressed(closing);
            }
            throw failure;
        }
    }

    S get(int index) {
        return subjects.get(index);
    }

    int size() {
        return subjects.size();
    }

    @Override
    public void close() throws SQLException {
        SQLException failure = null;
        for (int i = subjects.size() - 1; i >= 0; i--) {
            try {
                subjects.get(i).close();
            } catch (SQLException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        subjects.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
