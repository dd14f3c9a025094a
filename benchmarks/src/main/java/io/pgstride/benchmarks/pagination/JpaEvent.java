package io.pgstride.benchmarks.pagination;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row as an entity. */
@Entity
@Table(name = "events")
class JpaEvent {
    @Id
    private long id;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "user_id", nullable = false)
    private long userId;

    @Column(nullable = false)
    private String kind = "";

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(nullable = false)
    private String payload = "";

    /** For the peers. */
    JpaEvent() {}

    Event event() {
        return new Event(id, createdAt, userId, kind, endedAt, payload);
    }
}
