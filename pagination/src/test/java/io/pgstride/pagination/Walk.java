package io.pgstride.pagination;

import java.util.ArrayList;
import java.util.List;

/** Reads all pages of a query, either way, and checks what each page says of its neighbours. */
final class Walk {
    private Walk() {}

    static <R> List<R> forward(PageQuery<R> query) {
        List<R> all = new ArrayList<>();
        Page<R> page = query.first();
        all.addAll(page.rows());
        while (page.hasNext()) {
            page = query.after(page.next().orElseThrow());
            all.addAll(page.rows());
            requireProgress(page);
        }
        return all;
    }

    static <R> List<R> backward(PageQuery<R> query) {
        List<R> all = new ArrayList<>();
        Page<R> page = query.last();
        all.addAll(page.rows());
        while (page.hasPrevious()) {
            page = query.before(page.previous().orElseThrow());
            all.addAll(0, page.rows());
            requireProgress(page);
        }
        return all;
    }

    private static void requireProgress(Page<?> page) {
        if (page.isEmpty()) {
            throw new AssertionError("a page was announced and is empty");
        }
    }
}
