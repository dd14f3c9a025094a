package io.pgstride.batching.bulk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jooq.DataType;
import org.jooq.JSON;
import org.jooq.JSONB;
import org.jooq.XML;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;
import org.jooq.types.YearToMonth;
import org.jooq.types.YearToSecond;

/** Every type that the writer has a form of, and some that it has not. */
final class AnyTypes {
    static final List<String> DDL = List.of(
            Mood.DDL,
            "create extension citext",
            "create extension hstore",
            "create domain share as numeric(9, 4) check (value >= 0)",
            "create domain label as varchar(40)",
            "create domain short_label as label");

    private static final int MICRO = 1000;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final String[] TEXTS = {
        "",
        " ",
        "\\",
        "\\N",
        "\"",
        "'",
        "NULL",
        "null",
        "{}",
        "a\tb\nc\rd",
        "ä",
        "€",
        "𝄞 music",
        "日本語",
        "\u0001",
        "\uFFFF",
        "x\\x41",
        "%s"
    };

    private AnyTypes() {}

    static List<AnyType<?>> all() {
        List<AnyType<?>> all = new ArrayList<>();
        add(all, "boolean", SQLDataType.BOOLEAN, RandomGenerator::nextBoolean);
        add(all, "smallint", SQLDataType.SMALLINT, r -> (short) r.nextInt());
        add(all, "integer", SQLDataType.INTEGER, r -> pick(r, r.nextInt(), Integer.MIN_VALUE, Integer.MAX_VALUE, 0));
        add(all, "bigint", SQLDataType.BIGINT, r -> pick(r, r.nextLong(), Long.MIN_VALUE, Long.MAX_VALUE, 0L));
        add(all, "real", SQLDataType.REAL, AnyTypes::real);
        add(all, "double precision", SQLDataType.DOUBLE, AnyTypes::real64);
        add(all, "numeric", SQLDataType.NUMERIC, AnyTypes::decimal);
        add(
                all,
                "numeric(12, 3)",
                SQLDataType.NUMERIC,
                r -> BigDecimal.valueOf(r.nextLong(-999_999_999_999L, 999_999_999_999L), 3));
        add(all, "text", SQLDataType.CLOB, AnyTypes::text);
        add(all, "varchar(200)", SQLDataType.VARCHAR, AnyTypes::text);
        add(all, "char(200)", SQLDataType.CHAR, AnyTypes::text);
        add(all, "bytea", SQLDataType.BLOB, AnyTypes::bytes);
        add(all, "uuid", SQLDataType.UUID, AnyTypes::uuid);
        add(
                all,
                "json",
                SQLDataType.JSON,
                r -> JSON.json(" {\"a\" : [1, \"" + r.nextInt() + "\\u00e4 \\\\ 𝄞\"], \"a\":2}"));
        add(all, "jsonb", SQLDataType.JSONB, AnyTypes::jsonb);
        add(all, "xml", SQLDataType.XML, r -> XML.xml("<a b=\"" + r.nextInt() + "\">ä&amp;</a>"));
        add(all, "mood", SQLDataType.VARCHAR.asEnumDataType(Mood.class), AnyTypes::mood);
        add(all, "share", SQLDataType.NUMERIC, r -> BigDecimal.valueOf(r.nextLong(0, 1_000_000_000L), 4));
        add(all, "short_label", SQLDataType.VARCHAR, r -> cut(text(r), 40));
        addText(all, "date", SQLDataType.LOCALDATE, AnyTypes::date, LocalDate::toString);
        addText(all, "time", SQLDataType.LOCALTIME, AnyTypes::time, LocalTime::toString);
        addText(all, "timestamp", SQLDataType.LOCALDATETIME, r -> date(r).atTime(time(r)), LocalDateTime::toString);
        add(all, "timetz", SQLDataType.OFFSETTIME, r -> OffsetTime.of(time(r), offset(r)));
        add(all, "timestamptz", SQLDataType.OFFSETDATETIME, AnyTypes::instant);
        addText(all, "interval", SQLDataType.INTERVAL, AnyTypes::interval, AnyTypes::intervalText);
        add(
                all,
                "integer[]",
                SQLDataType.INTEGER.getArrayDataType(),
                r -> array(r, new Integer[0], RandomGenerator::nextInt));
        add(all, "text[]", SQLDataType.VARCHAR.getArrayDataType(), r -> array(r, new String[0], AnyTypes::text));
        add(all, "uuid[]", SQLDataType.UUID.getArrayDataType(), r -> array(r, new UUID[0], AnyTypes::uuid));
        add(
                all,
                "numeric[]",
                SQLDataType.NUMERIC.getArrayDataType(),
                r -> array(r, new BigDecimal[0], AnyTypes::decimal));
        add(
                all,
                "boolean[]",
                SQLDataType.BOOLEAN.getArrayDataType(),
                r -> array(r, new Boolean[0], RandomGenerator::nextBoolean));
        addText(
                all,
                "jsonb[]",
                SQLDataType.JSONB.getArrayDataType(),
                r -> array(r, new JSONB[0], AnyTypes::jsonb),
                a -> literal(a, JSONB::data));
        addText(
                all,
                "mood[]",
                SQLDataType.VARCHAR.asEnumDataType(Mood.class).getArrayDataType(),
                r -> array(r, new Mood[0], AnyTypes::mood),
                a -> literal(a, Mood::getLiteral));
        addText(
                all,
                "bytea[]",
                SQLDataType.BLOB.getArrayDataType(),
                r -> array(r, new byte[0][], AnyTypes::bytes),
                a -> literal(a, AnyTypes::hex));
        addText(
                all,
                "timestamptz[]",
                SQLDataType.OFFSETDATETIME.getArrayDataType(),
                r -> array(r, new OffsetDateTime[0], AnyTypes::instant),
                a -> literal(a, OffsetDateTime::toString));
        addText(
                all,
                "timestamp[]",
                SQLDataType.LOCALDATETIME.getArrayDataType(),
                r -> array(r, new LocalDateTime[0], x -> date(x).atTime(time(x))),
                a -> literal(a, LocalDateTime::toString));
        addText(
                all,
                "int[][]",
                SQLDataType.INTEGER.getArrayDataType().getArrayDataType(),
                AnyTypes::matrix,
                AnyTypes::matrixText);
        addText(all, "citext", SQLDataType.VARCHAR, AnyTypes::text, text -> text);
        return all;
    }

    /** Those that can only travel as text. */
    static List<AnyType<?>> textual() {
        List<AnyType<?>> all = new ArrayList<>();
        addText(all, "inet", SQLDataType.VARCHAR, r -> "10.0." + r.nextInt(256) + ".0/24", text -> text);
        addText(all, "hstore", SQLDataType.VARCHAR, r -> "a=>\"" + r.nextInt() + "\", b=>NULL", text -> text);
        addText(all, "int8range", SQLDataType.VARCHAR, r -> "[" + r.nextInt(100) + ",1000)", text -> text);
        addText(all, "tsvector", SQLDataType.VARCHAR, r -> "'x" + r.nextInt(9) + "':1A 'b':2", text -> text);
        addText(all, "bit(3)", SQLDataType.VARCHAR, r -> "10" + r.nextInt(2), text -> text);
        addText(all, "point", SQLDataType.VARCHAR, r -> "(1.5," + r.nextInt() + ")", text -> text);
        addText(
                all,
                "inet[]",
                SQLDataType.VARCHAR.getArrayDataType(),
                r -> new String[] {"10.0.0.1", null},
                a -> "{10.0.0.1,NULL}");
        return all;
    }

    private static <T> void add(
            List<AnyType<?>> all, String sql, DataType<T> type, Function<RandomGenerator, T> values) {
        addText(all, sql, type, values, null);
    }

    private static <T> void addText(
            List<AnyType<?>> all,
            String sql,
            DataType<T> type,
            Function<RandomGenerator, T> values,
            Function<T, String> text) {
        all.add(new AnyType<>("a " + sql.toUpperCase(java.util.Locale.ROOT), sql, type, values, text));
    }

    @SafeVarargs
    private static <T> T pick(RandomGenerator random, T usual, T... seldom) {
        return random.nextInt(4) > 0 ? usual : seldom[random.nextInt(seldom.length)];
    }

    private static float real(RandomGenerator r) {
        return pick(
                r,
                Float.intBitsToFloat(r.nextInt()),
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                0f,
                -0f,
                Float.MIN_VALUE,
                Float.MAX_VALUE);
    }

    private static double real64(RandomGenerator r) {
        return pick(
                r,
                Double.longBitsToDouble(r.nextLong()),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                0d,
                -0d,
                Double.MIN_VALUE,
                Double.MAX_VALUE);
    }

    private static BigDecimal decimal(RandomGenerator r) {
        BigDecimal any = new BigDecimal(
                new BigInteger(r.nextInt(1, 200), new java.util.Random(r.nextLong())), r.nextInt(-20, 60));
        BigDecimal small = BigDecimal.valueOf(r.nextLong(), r.nextInt(0, 25));
        BigDecimal usual = BigDecimal.valueOf(r.nextInt(), r.nextInt(0, 5));
        BigDecimal chosen = pick(
                r,
                usual,
                any,
                small,
                any.negate(),
                BigDecimal.ZERO,
                new BigDecimal("0.00"),
                new BigDecimal("1.000"),
                new BigDecimal("1E+30"),
                new BigDecimal("10000"),
                new BigDecimal("0.0001"),
                new BigDecimal("1E-50"),
                BigDecimal.TEN.pow(300));
        return chosen;
    }

    private static String text(RandomGenerator r) {
        StringBuilder text = new StringBuilder();
        for (int i = r.nextInt(6); i > 0; i--) {
            text.append(TEXTS[r.nextInt(TEXTS.length)]);
        }
        return text.toString();
    }

    private static String cut(String text, int most) {
        int end = Math.min(text.length(), most);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static byte[] bytes(RandomGenerator r) {
        byte[] bytes = new byte[r.nextInt(5)];
        r.nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return "\\x" + java.util.HexFormat.of().formatHex(bytes);
    }

    private static UUID uuid(RandomGenerator r) {
        return new UUID(r.nextLong(), r.nextLong());
    }

    private static JSONB jsonb(RandomGenerator r) {
        return JSONB.jsonb("{\"a\": [1.50, \"" + r.nextInt() + "ä \\\" \\\\ \"], \"b\": null}");
    }

    private static Mood mood(RandomGenerator r) {
        return Mood.values()[r.nextInt(3)];
    }

    private static LocalDate date(RandomGenerator r) {
        return pick(
                r,
                LocalDate.ofEpochDay(r.nextInt(-600_000, 2_900_000)),
                LocalDate.of(1582, 10, 10),
                LocalDate.of(2000, 1, 1),
                LocalDate.of(1, 1, 1),
                LocalDate.of(9999, 12, 31));
    }

    private static LocalTime time(RandomGenerator r) {
        return pick(
                r,
                LocalTime.ofNanoOfDay(r.nextLong(DAY_MICROS) * MICRO),
                LocalTime.MIN,
                LocalTime.of(23, 59, 59, 999_999_000),
                LocalTime.of(2, 30));
    }

    private static ZoneOffset offset(RandomGenerator r) {
        return pick(
                r,
                ZoneOffset.ofHoursMinutes(r.nextInt(-12, 13), 0),
                ZoneOffset.UTC,
                ZoneOffset.ofHoursMinutes(5, 45),
                ZoneOffset.ofHoursMinutes(-9, -30));
    }

    private static OffsetDateTime instant(RandomGenerator r) {
        return LocalDate.ofEpochDay(r.nextInt(-600_000, 2_900_000))
                .atTime(time(r))
                .atOffset(offset(r));
    }

    private static YearToSecond interval(RandomGenerator r) {
        YearToMonth months = new YearToMonth(r.nextInt(50), r.nextInt(12));
        DayToSecond seconds = new DayToSecond(
                r.nextInt(400), r.nextInt(24), r.nextInt(60), r.nextInt(60), r.nextInt(1_000_000) * MICRO);
        return new YearToSecond(r.nextBoolean() ? months.neg() : months, r.nextBoolean() ? seconds.neg() : seconds);
    }

    /** jOOQ would give both parts one sign. */
    private static String intervalText(YearToSecond interval) {
        DayToSecond part = interval.getDayToSecond();
        int sign = part.getSign();
        return interval.getYearToMonth().intValue() + " months " + sign * part.getDays() + " days "
                + sign * part.getHours() + " hours " + sign * part.getMinutes() + " minutes "
                + sign * part.getSeconds() + " seconds " + sign * part.getNano() / MICRO + " microseconds";
    }

    private static <T> T[] array(RandomGenerator r, T[] empty, Function<RandomGenerator, T> each) {
        T[] array = Arrays.copyOf(empty, r.nextInt(4));
        for (int i = 0; i < array.length; i++) {
            array[i] = r.nextInt(4) == 0 ? null : each.apply(r);
        }
        return array;
    }

    private static <T> String literal(T[] array, Function<T, String> text) {
        return Arrays.stream(array)
                .map(each -> each == null
                        ? "NULL"
                        : '"' + text.apply(each).replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Integer[][] matrix(RandomGenerator r) {
        Integer[][] matrix = new Integer[r.nextInt(3)][];
        int width = r.nextInt(1, 4);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = new Integer[width];
            matrix[i][0] = r.nextInt();
        }
        return matrix;
    }

    private static String matrixText(Integer[][] matrix) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(String::valueOf).collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
