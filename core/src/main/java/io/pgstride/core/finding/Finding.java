package io.pgstride.core.finding;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.internal.finding.FindingKeys;
import io.pgstride.core.internal.finding.FindingText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was found: what, where, how bad, by which evidence, and how to mend it. Immutable.
 *
 * <pre>{@code
 * Finding.of("pagination.missing-index", Severity.WARNING)
 *         .subject("public.events")
 *         .summary("Pages by created_at, id sort the whole table.")
 *         .evidence("rows", 1_000_000)
 *         .fix(Fix.sql("CREATE INDEX CONCURRENTLY ON public.events (created_at, id)")
 *                 .lock(LockLevel.SHARE_UPDATE_EXCLUSIVE)
 *                 .outsideTransaction())
 *         .build();
 * }</pre>
 *
 * @param key what was found, stable over releases: lower-case words joined by hyphens, parts joined by dots, the module first
 * @param severity how much it matters
 * @param subject where: mostly an object with its schema, such as {@code public.events}
 * @param summary one sentence for people
 * @param evidence figures and facts by name, in the order to show them; strings, numbers, booleans, durations and instants
 * @param fix how to mend it, where SQL can
 * @param documentation the page that explains it
 */
public record Finding(
        String key,
        Severity severity,
        String subject,
        String summary,
        Map<String, Object> evidence,
        Optional<Fix> fix,
        Optional<URI> documentation) {

    /**
     * Checks and copies.
     *
     * @param key lower-case words joined by hyphens, parts joined by dots
     * @param severity how much it matters
     * @param subject not blank
     * @param summary not blank
     * @param evidence copied; may be empty
     * @param fix empty where SQL cannot mend it
     * @param documentation empty where no page explains it
     * @throws PgstrideException if the key is malformed, subject or summary is blank, or evidence is of another type
     */
    public Finding {
        FindingKeys.requireKey(key);
        requireText(key, "subject", subject);
        requireText(key, "summary", summary);
        evidence.forEach((name, value) -> requireEvidence(key, name, value));
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /**
     * {@return the start of a finding; subject and summary are to follow}
     *
     * @param key lower-case words joined by hyphens, parts joined by dots; checked at the end
     * @param severity how much it matters
     */
    public static Builder of(String key, Severity severity) {
        return new Builder(key, severity);
    }

    /** {@return the finding as lines for people, ended by a newline} */
    public String toText() {
        return FindingText.of(this);
    }

    private static void requireText(String key, String component, String text) {
        if (text.isBlank()) {
            throw new PgstrideException("Finding " + key + " has a blank " + component + ": set " + component + "(…)");
        }
    }

    private static void requireEvidence(String key, String name, Object value) {
        requireText(key, "name of evidence", name);
        boolean plain = value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Duration
                || value instanceof Instant;
        if (!plain) {
            throw new PgstrideException("Finding " + key + ": evidence " + name + " is a "
                    + value.getClass().getName()
                    + "; give a string, a number, a boolean, a Duration or an Instant");
        }
    }

    /** Collects a finding; not thread-safe. */
    public static final class Builder {
        private final String key;
        private final Severity severity;
        private final Map<String, Object> evidence = new LinkedHashMap<>();
        private String subject = "";
        private String summary = "";
        private Optional<Fix> fix = Optional.empty();
        private Optional<URI> documentation = Optional.empty();

        private Builder(String key, Severity severity) {
            this.key = key;
            this.severity = severity;
        }

        /**
         * Says where.
         *
         * @param where mostly an object with its schema; not blank
         * @return this
         */
        public Builder subject(String where) {
            subject = where;
            return this;
        }

        /**
         * Says what was found.
         *
         * @param sentence one for people; not blank
         * @return this
         */
        public Builder summary(String sentence) {
            summary = sentence;
            return this;
        }

        /**
         * Adds a fact; a name that was given before gets the new value.
         *
         * @param name what the fact is; not blank
         * @param value a string, number, boolean, Duration or Instant
         * @return this
         */
        public Builder evidence(String name, Object value) {
            evidence.put(name, value);
            return this;
        }

        /**
         * Says how to mend it.
         *
         * @param how what to run, and with which lock
         * @return this
         */
        public Builder fix(Fix how) {
            fix = Optional.of(how);
            return this;
        }

        /**
         * Names the page that explains it.
         *
         * @param page replaces one that was given before
         * @return this
         */
        public Builder documentation(URI page) {
            documentation = Optional.of(page);
            return this;
        }

        /**
         * {@return the finding}
         *
         * @throws PgstrideException if the key is malformed, subject or summary is missing, or evidence is of another type
         */
        public Finding build() {
            return new Finding(key, severity, subject, summary, evidence, fix, documentation);
        }
    }
}
