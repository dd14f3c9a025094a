package io.pgstride.batching.internal.bulk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of any number of dimensions: their number, whether there are NULLs, the elements' type, each dimension's length and first
 * index, and the elements, each like a field.
 *
 * @param elementOid the type of the elements
 * @param element writes one that is not null
 */
record ArrayEncoder(int elementOid, Encoder element) implements Encoder {
    @Override
    public void encode(Object value, RowBuffer out) {
        if (!(value instanceof Object[] array)) {
            throw Unencodable.classOf(value, "an array");
        }
        List<Integer> lengths = lengths(array);
        out.int32(lengths.size());
        out.int32(1); // NULLs are allowed for; PostgreSQL looks itself whether there are any
        out.int32(elementOid);
        for (int length : lengths) {
            out.int32(length);
            out.int32(1);
        }
        if (!lengths.isEmpty()) {
            elements(array, lengths, 0, out);
        }
    }

    /** None for an empty array, which has no dimensions in PostgreSQL. */
    static List<Integer> lengths(Object[] array) {
        List<Integer> lengths = new ArrayList<>();
        Object[] level = array;
        while (level.length > 0) {
            lengths.add(level.length);
            if (!(level[0] instanceof Object[] next)) {
                return lengths;
            }
            level = next;
        }
        requireEmpty(array);
        return List.of();
    }

    private static void requireEmpty(Object[] array) {
        for (Object each : array) {
            requireEmpty(nested(each));
        }
    }

    private void elements(Object[] array, List<Integer> lengths, int depth, RowBuffer out) {
        if (array.length != lengths.get(depth)) {
            throw new Unencodable("an array whose sub-arrays differ in length, which PostgreSQL has not");
        }
        for (Object each : array) {
            if (depth + 1 < lengths.size()) {
                elements(nested(each), lengths, depth + 1, out);
            } else {
                element(each, out);
            }
        }
    }

    private void element(@Nullable Object each, RowBuffer out) {
        if (each == null) {
            out.int32(-1);
        } else {
            int start = out.begin();
            element.encode(each, out);
            out.finish(start);
        }
    }

    private static Object[] nested(@Nullable Object each) {
        if (each instanceof Object[] array) {
            return array;
        }
        throw new Unencodable("an array whose sub-arrays differ in depth, which PostgreSQL has not");
    }
}
