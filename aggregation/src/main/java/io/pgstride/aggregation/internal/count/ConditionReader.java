package io.pgstride.aggregation.internal.count;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads conditions as EXPLAIN (VERBOSE) prints them: every operator and its operands in parentheses, every column with its table's alias, keywords in upper case and other names that have
 * any quoted. A group in parentheses that computes something from columns is an expression; one that compares is not.
 */
final class ConditionReader {
    private static final Pattern TOKEN = Pattern.compile("""
            E'(?:[^'\\\\]|''|\\\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\\$?[\\p{L}_0-9][\\p{L}\\p{N}_$]*|::|[+\\-*/<>=~!@#%^&|`?]+|\\S""", Pattern.DOTALL);

    private static final Set<String> COMPARING = Set.of("=", "<>", "<", ">", "<=", ">=");
    private static final Set<String> COMPUTING =
            Set.of("+", "-", "*", "/", "%", "^", "||", "->", "->>", "#>", "#>>", "&", "|", "#", "<<", ">>");
    private static final Set<String> BEFORE_GROUPS =
            Set.of("AND", "OR", "NOT", "ANY", "ALL", "ROW", "ARRAY", "IS", "FROM", "EXISTS");

    /** A column of type varchar or char is compared as text, by its statistics; any other cast computes. */
    private static final Set<String> TYPES_OF_TEXT = Set.of("text", "character", "bpchar");

    private record Token(String text, int start, int end) {
        boolean isName() {
            char first = text.charAt(0);
            return first == '"' || first == '_' || (Character.isLetter(first) && !text.endsWith("'"));
        }
    }

    private static final class Group {
        private final int start;
        private final Set<String> columns = new TreeSet<>();
        private boolean computes;
        private boolean matches;

        Group(int start, boolean computes) {
            this.start = start;
            this.computes = computes;
        }
    }

    private final String text;
    private final String alias;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Group> open = new ArrayDeque<>();
    private final Conditions found = new Conditions();
    private boolean others;

    private ConditionReader(String text, String alias) {
        this.text = text;
        this.alias = alias;
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            tokens.add(new Token(token.group(), token.start(), token.end()));
        }
    }

    /** On the table of that alias; nothing if other tables are in it too, as that is the condition of a join. */
    static Conditions read(String text, String alias) {
        return new ConditionReader(text, alias).read();
    }

    private Conditions read() {
        open.push(new Group(0, false));
        for (int at = 0; at < tokens.size(); at++) {
            String token = tokens.get(at).text();
            if (token.equals("(")) {
                open.push(begun(at));
            } else if (token.equals(")") && open.size() > 1) {
                end(at);
            } else if (token.endsWith("SubPlan") || token.endsWith("InitPlan") || token.startsWith("$")) {
                found.subqueries().add("subquery");
            } else {
                part(at, token);
            }
        }
        close(open.pop(), text.length());
        return others ? new Conditions() : found;
    }

    private Group begun(int at) {
        boolean called = at > 0 && tokens.get(at - 1).isName() && !BEFORE_GROUPS.contains(word(at - 1));
        return new Group(tokens.get(called ? at - 1 : at).start(), called);
    }

    private void part(int at, String token) {
        Group group = open.element();
        if (at > 1 && word(at - 1).equals(".")) {
            member(group, at);
        } else if (COMPUTING.contains(token) || token.equals("CASE")) {
            group.computes = true;
        } else if ("+-*/<>=~!@#%^&|`?".indexOf(token.charAt(0)) >= 0 && !COMPARING.contains(token)) {
            group.matches = true;
        }
    }

    /** A column; or a function or a type with its schema, a field of a row, a fraction. */
    private void member(Group group, int at) {
        if (!tokens.get(at).isName() || !tokens.get(at - 2).isName()) {
            return;
        }
        if (unquoted(word(at - 2)).equals(alias)) {
            group.columns.add(word(at));
        } else {
            boolean isCalled = at + 1 < tokens.size() && word(at + 1).equals("(");
            boolean isType = at > 2 && word(at - 3).equals("::");
            others |= !isCalled && !isType;
        }
    }

    /** A cast of nothing but a column is like a call. */
    private void end(int at) {
        Group group = open.pop();
        int end = tokens.get(at).end();
        if (at + 2 < tokens.size() && word(at + 1).equals("::") && isColumn(at)) {
            int last = at + 2;
            while (last + 1 < tokens.size()
                    && tokens.get(last + 1).isName()
                    && Character.isLowerCase(word(last + 1).charAt(0))) {
                last++;
            }
            group.computes |= !TYPES_OF_TEXT.contains(word(at + 2));
            end = group.computes ? tokens.get(last).end() : end;
        }
        close(group, end);
        open.element().columns.addAll(group.columns);
    }

    private boolean isColumn(int at) {
        return at > 3 && word(at - 4).equals("(") && word(at - 2).equals(".");
    }

    private void close(Group group, int end) {
        found.columns().addAll(group.columns);
        if (group.matches) {
            found.patterns().addAll(group.columns);
        }
        if (group.computes && !group.columns.isEmpty()) {
            String expression = ownNames(text.substring(group.start, end));
            found.expressions().removeIf(expression::contains);
            found.expressions().add(expression);
            found.computed().addAll(group.columns);
        }
    }

    /** Without the alias, which the statistics of a table cannot know. */
    private String ownNames(String sql) {
        String quoted = '"' + alias.replace("\"", "\"\"") + '"';
        return sql.replace(quoted + ".", "").replaceAll("(?<![\\w$\"'])" + Pattern.quote(alias) + "\\.", "");
    }

    private String word(int at) {
        return tokens.get(at).text();
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
