package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.JSONB.jsonb;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.val;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.ProcessingListener;
import io.pgstride.batching.ProcessingReport;
import io.pgstride.batching.RetryBackoff;
import io.pgstride.batching.job.DeadLetters;
import io.pgstride.batching.job.Job;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.batching.job.JobTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Mails that are sent if and only if their user was added; what cannot be sent is tried again, and ends as a dead letter. */
public final class JobQueueExample {
    // tag::jobs[]
    private static final JobTable JOBS = JobTable.ofDefaults().notifying("jobs");
    // end::jobs[]

    private final CountDownLatch handled = new CountDownLatch(3);

    private JobQueueExample() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            new JobQueueExample().run(database.dsl(), database.dataSource());
        }
    }

    private void run(DSLContext dsl, DataSource dataSource) throws InterruptedException {
        // tag::ddl[]
        dsl.execute(JOBS.ddl());
        // end::ddl[]
        try (BatchProcessor mailer = mailer(dataSource)) {
            mailer.start();
            addUser(dsl, "ada@school.example");
            addUser(dsl, "grace@school.example");
            addUser(dsl, "nobody");
            addUserInVain(dsl, "vain@school.example");
            if (!handled.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The mails are not handled: " + mailer.report());
            }
            // tag::stop[]
            ProcessingReport report = mailer.stop(Duration.ofSeconds(10));
            // end::stop[]
            System.out.println(
                    report.done() + " sent, " + report.retried() + " put off, " + report.dead() + " given up");
        }
        giveAnotherChance(dsl);
    }

    // tag::enqueue[]
    private static void addUser(DSLContext dsl, String email) {
        dsl.transaction(tx -> {
            tx.dsl()
                    .insertInto(USERS, USERS.EMAIL, USERS.NAME, USERS.CREATED_AT)
                    .values(val(email), val(email), currentOffsetDateTime())
                    .execute();
            JOBS.enqueue(
                    tx.dsl(),
                    Job.of("mail", jsonb("{\"to\": \"" + email + "\"}")).unique("welcome-" + email));
        });
    }
    // end::enqueue[]

    private static void addUserInVain(DSLContext dsl, String email) {
        try {
            dsl.transaction(tx -> {
                addUser(tx.dsl(), email);
                throw new IllegalStateException("changed my mind");
            });
        } catch (IllegalStateException e) {
            System.out.println("rolled back, and no mail");
        }
    }

    private BatchProcessor mailer(DataSource dataSource) {
        // tag::processor[]
        return BatchProcessor.on(dataSource)
                .claim(JOBS.claim("mail"))
                .leased(Duration.ofMinutes(1), this::send)
                .batchSize(10)
                .workers(2)
                .wakeUpBy("jobs")
                .pollInterval(Duration.ofMillis(100))
                .retry(new RetryBackoff(3, Duration.ofMillis(10), Duration.ofSeconds(1)))
                .listener(new Watch())
                .build();
        // end::processor[]
    }

    // tag::handler[]
    private void send(DSLContext dsl, Batch<JobRecord> mails) {
        for (JobRecord mail : mails) {
            try {
                send(mail.payload().data());
            } catch (IOException e) {
                mails.fail(mail, e);
            }
        }
    }
    // end::handler[]

    private static void send(String mail) throws IOException {
        if (!mail.contains("@")) {
            throw new IOException("no address");
        }
    }

    private final class Watch implements ProcessingListener {
        @Override
        public void batchEnded(ProcessingReport batch) {
            for (long i = 0; i < batch.done(); i++) {
                handled.countDown();
            }
        }

        @Override
        public void rowDead(Record row, int attempt, String reason) {
            handled.countDown();
        }
    }

    private static void giveAnotherChance(DSLContext dsl) {
        // tag::dead[]
        DeadLetters dead = JOBS.deadLetters();
        List<JobRecord> letters = dead.list(dsl, "mail", 0, 100);
        letters.forEach(mail -> System.out.println(
                mail.attempts() + " attempts: " + mail.lastError().orElse("")));
        int again = dead.requeue(dsl, letters.stream().map(JobRecord::id).toList());
        // end::dead[]
        System.out.println(again + " pending again");
    }
}
