package io.pgstride.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log sequence number: a position in PostgreSQL's write-ahead log, in bytes. Ordered as an unsigned 64-bit number.
 *
 * @param value the position, to be read as unsigned
 * @see <a href="https://www.postgresql.org/docs/current/datatype-pg-lsn.html">pg_lsn</a>
 */
public record Lsn(long value) implements Comparable<Lsn> {
    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");
    private static final int SHORT_PAGE_HEADER = 24;

    /** Only on a segment's first page; a segment's size is not known here, so that 40 counts as a header on every page. */
    private static final int LONG_PAGE_HEADER = 40;

    /**
     * {@return the position that PostgreSQL's text form stands for}
     *
     * @param text such as {@code 16/B374D848}; upper or lower case
     * @throws IllegalArgumentException if the text has another form
     */
    public static Lsn parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an LSN; expected two hexadecimal numbers such as 16/B374D848");
        }
        return new Lsn(Long.parseLong(matcher.group(1), 16) << 32 | Long.parseLong(matcher.group(2), 16));
    }

    /**
     * {@return the start of the log page if this is the first position behind a page's header, else this} There an idle primary
     * reports the position behind the header, and a replica that has replayed everything the start of the page.
     *
     * <p>Where 40 bytes into a page is no header's end but a record's, the answer still stands for that record: 16 bytes behind a short
     * header are less than a record's own header of 24, so the record began before the page. Replay reports no position within a record;
     * one at or behind the page's start is therefore behind this record.
     *
     * @param blockSize the server's {@code wal_block_size}, in bytes
     */
    public Lsn beforePageHeader(int blockSize) {
        long offset = Long.remainderUnsigned(value, blockSize);
        return offset == SHORT_PAGE_HEADER || offset == LONG_PAGE_HEADER ? new Lsn(value - offset) : this;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** PostgreSQL's text form. */
    @Override
    public String toString() {
        return Long.toHexString(value >>> 32).toUpperCase(java.util.Locale.ROOT) + "/"
                + Long.toHexString(value & 0xFFFFFFFFL).toUpperCase(java.util.Locale.ROOT);
    }
}
