-- Rows made on the server. Every choice comes from a hash of the row's number, so each run makes the same rows.

-- A number in [0, 1) from a row's number; another salt for each column.
CREATE FUNCTION pgstride_tour.chance(n bigint, salt bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0::double precision;

-- Seconds since 1970 for a week of the year 2025, in steps of ten: each week ends with a deadline, and 60 percent of the
-- week's rows come in its last 4 percent.
CREATE FUNCTION pgstride_tour.seconds(week double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 10 * floor(173568960 + 60480 * (floor(week)
        + CASE WHEN week - floor(week) < 0.4 THEN (week - floor(week)) * 2.4 ELSE 0.96 + (week - floor(week) - 0.4) / 15 END));

CREATE FUNCTION pgstride_tour.load_users(first bigint, last bigint, total bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pgstride_tour.users (id, email, name, country, created_at, last_seen_at)
    SELECT n,
           'user' || n || '@school.example',
           ('{Ada,Barbara,Edsger,Frances,Grace,Hedy,Ken,Radia,Tony}'::text[])[1 + floor(9 * pgstride_tour.chance(n, 1))::int]
               || ' ' || chr(65 + floor(26 * pgstride_tour.chance(n, 2))::int) || '.',
           CASE WHEN pgstride_tour.chance(n, 3) < 0.85
               THEN ('{DE,DE,DE,FR,FR,GB,NL,PL,US}'::text[])[1 + floor(9 * pgstride_tour.chance(n, 4))::int] END,
           to_timestamp(1672531200 + 63158400 * (n / total::double precision)),
           CASE WHEN pgstride_tour.chance(n, 5) < 0.8 THEN to_timestamp(1767139200 - 31536000 * power(pgstride_tour.chance(n, 6), 3)) END
    FROM generate_series(first, last) AS n
$$;

CREATE FUNCTION pgstride_tour.load_assessments(first bigint, last bigint, total bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pgstride_tour.assessments (id, owner_id, title, status, created_at, due_at)
    SELECT n,
           1 + floor((SELECT max(id) FROM pgstride_tour.users) * pgstride_tour.chance(n, 1))::bigint,
           ('{Algebra,Chemistry,Geometry,Grammar,History,Physics}'::text[])[1 + floor(6 * pgstride_tour.chance(n, 2))::int] || ' ' || n,
           ('{draft,open,closed,closed,closed}'::text[])[1 + floor(5 * pgstride_tour.chance(n, 3))::int],
           to_timestamp(1735689600 + 31449600 * (n / total::double precision) - 604800),
           CASE WHEN pgstride_tour.chance(n, 4) < 0.7
               THEN to_timestamp(1735689600 + 604800 * ceil(52 * (n / total::double precision))) END
    FROM generate_series(first, last) AS n
$$;

-- From 5 to 40 questions to an assessment, mostly few.
CREATE FUNCTION pgstride_tour.load_questions(first bigint, last bigint, total bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pgstride_tour.questions (id, assessment_id, position, kind, prompt, points)
    SELECT row_number() OVER (ORDER BY a, p),
           a,
           p,
           ('{choice,choice,choice,number,number,text}'::text[])[1 + floor(6 * pgstride_tour.chance(a * 64 + p, 1))::int],
           'Question ' || p || ' of assessment ' || a,
           1 + floor(10 * power(pgstride_tour.chance(a * 64 + p, 2), 2))::int
    FROM generate_series(first, last) AS a,
         generate_series(1, 5 + floor(36 * power(pgstride_tour.chance(a, 3), 2))::int) AS p
$$;

-- One answer in twenty was left blank; what is written in words waits for its grade, often for long.
CREATE FUNCTION pgstride_tour.load_answers(first bigint, last bigint, total bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pgstride_tour.answers (id, user_id, question_id, given, score, submitted_at, graded_at)
    SELECT n,
           user_id,
           q.id,
           CASE WHEN pgstride_tour.chance(n, 3) < 0.95 THEN 'answer ' || floor(100 * pgstride_tour.chance(n, 4))::int END,
           CASE WHEN graded THEN round((q.points * sqrt(pgstride_tour.chance(n, 5)))::numeric, 1) END,
           to_timestamp(at),
           CASE WHEN graded THEN to_timestamp(at + CASE q.kind WHEN 'text' THEN floor(604800 * pgstride_tour.chance(n, 6)) ELSE 0 END) END
    FROM (
        SELECT n,
               1 + floor((SELECT max(id) FROM pgstride_tour.users) * power(pgstride_tour.chance(n, 1), 4))::bigint AS user_id,
               1 + floor((SELECT max(id) FROM pgstride_tour.questions) * power(pgstride_tour.chance(n, 2), 2))::bigint AS question_id,
               pgstride_tour.seconds(52 * ((n - 1) / total::double precision)) AS at
        FROM generate_series(first, last) AS n
    ) AS made
    JOIN pgstride_tour.questions AS q ON q.id = question_id
    CROSS JOIN LATERAL (SELECT q.kind <> 'text' OR pgstride_tour.chance(n, 7) < 0.7 AS graded) AS grading
$$;

-- The first user has a tenth of all events. One row in 25 belongs to an import whose 400 rows share one instant; one in 20
-- arrives up to a day late, so that the order of arrival is not quite the order of time.
CREATE FUNCTION pgstride_tour.load_events(first bigint, last bigint, total bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pgstride_tour.events (id, user_id, assessment_id, kind, detail, duration_ms, created_at)
    SELECT n,
           1 + floor((SELECT max(id) FROM pgstride_tour.users) * power(pgstride_tour.chance(n, 1), 4))::bigint,
           CASE WHEN pgstride_tour.chance(n, 2) < 0.8
               THEN 1 + floor((SELECT max(id) FROM pgstride_tour.assessments) * power(pgstride_tour.chance(n, 3), 2))::bigint END,
           ('{view,view,view,view,answer,answer,answer,hint,login,submit}'::text[])[1 + floor(10 * pgstride_tour.chance(n, 4))::int],
           CASE WHEN pgstride_tour.chance(n, 5) < 0.1 THEN
               CASE WHEN pgstride_tour.chance(n, 6) < 0.7 THEN '{"client": "phone"}'::jsonb ELSE '{"client": "desk"}'::jsonb END END,
           CASE WHEN pgstride_tour.chance(n, 7) < 0.5 THEN exp(4 + 6 * pgstride_tour.chance(n, 8))::int END,
           to_timestamp(at - CASE WHEN late < 0.05 THEN 10 * floor(late * 172800) ELSE 0 END)
    FROM (
        SELECT n,
               pgstride_tour.chance(n, 9) AS late,
               pgstride_tour.seconds(52 * ((CASE WHEN n % 10000 < 400 THEN n - n % 10000 ELSE n END) / (total + 1)::double precision)) AS at
        FROM generate_series(first, last) AS n
    ) AS made
$$;
