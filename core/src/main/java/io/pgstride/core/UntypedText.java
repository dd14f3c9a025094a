package io.pgstride.core;

import java.sql.SQLException;
import java.sql.Types;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.conf.ParamType;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Bind variables whose type PostgreSQL finds itself, from what they are compared with or assigned to: a bare {@code ?}, sent as text of unspecified
 * type. So a column's own operator and index serve, whatever type it was declared with in Java. Stateless and thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/typeconv-oper.html">PostgreSQL: Operator Type Resolution</a>
 */
public final class UntypedText extends AbstractBinding<String, String> {
    private static final long serialVersionUID = 1L;
    private static final DataType<String> TYPE = SQLDataType.VARCHAR.asConvertedDataType(new UntypedText());
    /** Else jOOQ makes a type of its own for each value. */
    private static final DataType<String> TYPE_OF_VALUE = TYPE.notNull();

    private UntypedText() {}

    /**
     * {@return a value}
     *
     * @param text as the input function of the value's type reads it; null for NULL
     */
    public static Field<String> of(@Nullable String text) {
        return DSL.val(text, text == null ? TYPE : TYPE_OF_VALUE);
    }

    /**
     * {@return a place for a value, to be given later}
     *
     * @param name of the parameter
     */
    public static Param<String> named(String name) {
        return DSL.param(name, TYPE);
    }

    @Override
    public Converter<String, String> converter() {
        return Converter.of(String.class, String.class, text -> text, text -> text);
    }

    @Override
    public void sql(BindingSQLContext<String> context) {
        if (context.render().paramType() == ParamType.INLINED) {
            context.render().visit(DSL.inline(context.value(), SQLDataType.VARCHAR));
        } else {
            context.render().sql(context.variable());
        }
    }

    @Override
    public void set(BindingSetStatementContext<String> context) throws SQLException {
        context.statement().setObject(context.index(), context.value(), Types.OTHER);
    }

    @Override
    public void get(BindingGetResultSetContext<String> context) throws SQLException {
        context.value(context.resultSet().getString(context.index()));
    }
}
