package io.pgstride.batching.internal.bulk;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the encoder of a column once.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL: COPY, Binary Format</a>
 */
final class Encoders {
    private Encoders() {}

    /** Null where there is none, so that the value has to travel as text. */
    static @Nullable Encoder of(Wire wire) {
        if (!wire.receive().equals("array_recv")) {
            return of(wire.receive());
        }
        Encoder element = of(wire.elementReceive());
        return element == null ? null : new ArrayEncoder((int) wire.elementOid(), element);
    }

    private static @Nullable Encoder of(String receive) {
        return switch (receive) {
            case "int8recv" ->
                (value, out) -> out.int64(Numbers.integer(value, Long.MIN_VALUE, Long.MAX_VALUE, "bigint"));
            case "int4recv" ->
                (value, out) ->
                        out.int32((int) Numbers.integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer"));
            case "int2recv" ->
                (value, out) -> out.int16((int) Numbers.integer(value, Short.MIN_VALUE, Short.MAX_VALUE, "smallint"));
            case "oidrecv" -> (value, out) -> out.int32((int) Numbers.integer(value, 0, 0xFFFF_FFFFL, "oid"));
            case "float8recv" -> (value, out) -> out.int64(Double.doubleToLongBits(Numbers.float8(value)));
            case "float4recv" -> (value, out) -> out.int32(Float.floatToIntBits(Numbers.float4(value)));
            case "numeric_recv" -> NumericEncoder::encode;
            case "boolrecv" -> Encoders::bool;
            case "bytearecv" -> Encoders::bytea;
            case "uuid_recv" -> Encoders::uuid;
            case "textrecv",
                    "varcharrecv",
                    "bpcharrecv",
                    "namerecv",
                    "citextrecv",
                    "enum_recv",
                    "json_recv",
                    "xml_recv" -> (value, out) -> out.utf8(Texts.plain(value));
            case "jsonb_recv" -> Encoders::jsonb;
            default -> ofTime(receive);
        };
    }

    private static @Nullable Encoder ofTime(String receive) {
        return switch (receive) {
            case "date_recv" -> (value, out) -> out.int32(Times.date(value));
            case "time_recv" -> (value, out) -> out.int64(Times.time(value));
            case "timetz_recv" -> Encoders::timetz;
            case "timestamp_recv" -> (value, out) -> out.int64(Times.timestamp(value));
            case "timestamptz_recv" -> (value, out) -> out.int64(Times.timestamptz(value));
            case "interval_recv" -> Encoders::interval;
            default -> null;
        };
    }

    private static void bool(Object value, RowBuffer out) {
        if (!(value instanceof Boolean bool)) {
            throw Unencodable.classOf(value, "boolean");
        }
        out.int8(bool ? 1 : 0);
    }

    private static void bytea(Object value, RowBuffer out) {
        if (!(value instanceof byte[] bytes)) {
            throw Unencodable.classOf(value, "bytea");
        }
        out.bytes(bytes);
    }

    private static void uuid(Object value, RowBuffer out) {
        if (!(value instanceof java.util.UUID uuid)) {
            throw Unencodable.classOf(value, "uuid");
        }
        out.int64(uuid.getMostSignificantBits());
        out.int64(uuid.getLeastSignificantBits());
    }

    /** A version number, then the text. */
    private static void jsonb(Object value, RowBuffer out) {
        out.int8(1);
        out.utf8(Texts.plain(value));
    }

    /** The zone is in seconds west of Greenwich. */
    private static void timetz(Object value, RowBuffer out) {
        if (!(value instanceof java.time.OffsetTime time)) {
            throw Unencodable.classOf(value, "time with time zone");
        }
        out.int64(Times.time(time.toLocalTime()));
        out.int32(-time.getOffset().getTotalSeconds());
    }

    private static void interval(Object value, RowBuffer out) {
        Interval interval = Interval.of(value);
        out.int64(interval.micros());
        out.int32(interval.days());
        out.int32(interval.months());
    }
}
