package io.pgstride.routing;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.InvalidTokenException;
import io.pgstride.core.TokenFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token of a user's last commit, between requests: in a cookie, or in a header of one's own. It knows texts only, so it fits every web framework.
 *
 * <pre>{@code
 * SessionToken session = SessionToken.of(TokenFormat.signed(key));
 * response.addHeader("Set-Cookie", session.setCookie(token));           // after the commit
 * Route route = session.route(request.getHeader("Cookie"));             // in later requests
 * route.run(() -> …);
 * }</pre>
 *
 * <p>What a client sends and cannot be read counts as no token: the client then reads as one that has written nothing. An immutable value; nothing blocks.
 */
public final class SessionToken {
    /** By then replicas have replayed what the token stands for, or are past the limit on lag. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(5);

    private static final String DEFAULT_NAME = "pgstride-token";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private final TokenFormat format;
    private final String name;
    private final Duration maxAge;

    private SessionToken(TokenFormat format, String name, Duration maxAge) {
        this.format = Objects.requireNonNull(format, "format");
        this.name = name;
        this.maxAge = maxAge;
    }

    /**
     * {@return tokens in a cookie {@code pgstride-token} that lasts five minutes}
     *
     * @param format signed where clients are not trusted, see {@link TokenFormat}
     */
    public static SessionToken of(TokenFormat format) {
        return new SessionToken(format, DEFAULT_NAME, DEFAULT_MAX_AGE);
    }

    /**
     * {@return the same under another name}
     *
     * @param cookie of 1 to 64 characters that RFC 6265 allows
     * @throws IllegalArgumentException if it has others
     */
    public SessionToken name(String cookie) {
        if (!NAME.matcher(cookie).matches()) {
            throw new IllegalArgumentException(
                    "'" + cookie + "' is no cookie's name: 1 to 64 letters, digits and !#$%&'*+.^_`|~- are");
        }
        return new SessionToken(format, cookie, maxAge);
    }

    /**
     * {@return the same with another life}
     *
     * @param time a second at least, cut to whole seconds
     * @throws IllegalArgumentException if it is shorter
     */
    public SessionToken maxAge(Duration time) {
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("maxAge is " + time + "; a cookie lives a second at least");
        }
        return new SessionToken(format, name, time);
    }

    /**
     * {@return the value of a {@code Set-Cookie} header} For {@code https} only, out of scripts' reach, sent along with links from elsewhere but not with their forms.
     *
     * @param token of the user's last commit
     */
    public String setCookie(ConsistencyToken token) {
        return name + "=" + format.write(token) + "; Max-Age=" + maxAge.toSeconds()
                + "; Path=/; Secure; HttpOnly; SameSite=Lax";
    }

    /**
     * {@return the token in a {@code Cookie} header, the latest where there are several}
     *
     * @param header its value, null where the request has none
     */
    public Optional<ConsistencyToken> inCookies(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        return Arrays.stream(header.split(";", -1))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(name + "="))
                .flatMap(cookie -> in(cookie.substring(name.length() + 1)).stream())
                .max(ConsistencyToken::compareTo);
    }

    /**
     * {@return the text of a token, for a header of one's own}
     *
     * @param token of the user's last commit
     */
    public String write(ConsistencyToken token) {
        return format.write(token);
    }

    /**
     * {@return the token in such a header}
     *
     * @param text its value, null where the request has none
     */
    public Optional<ConsistencyToken> in(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(format.read(text));
        } catch (InvalidTokenException e) {
            return Optional.empty();
        }
    }

    /**
     * {@return the route of a request: undeclared, so that its transactions say whether they read, and after the token in its cookies, if there is one}
     *
     * @param cookies the value of the {@code Cookie} header, null where the request has none
     */
    public Route route(@Nullable String cookies) {
        return inCookies(cookies).map(Route.undeclared()::after).orElse(Route.undeclared());
    }

    @Override
    public String toString() {
        return "SessionToken[" + name + ", " + maxAge + "]";
    }
}
