CREATE UNIQUE INDEX users_email ON pgstride_tour.users (email);
CREATE UNIQUE INDEX questions_assessment_position ON pgstride_tour.questions (assessment_id, position);
CREATE INDEX answers_question ON pgstride_tour.answers (question_id, submitted_at, id);
CREATE INDEX answers_user ON pgstride_tour.answers (user_id, submitted_at, id);
CREATE INDEX events_newest ON pgstride_tour.events (created_at, id);
CREATE INDEX events_user_newest ON pgstride_tour.events (user_id, created_at, id);

ALTER TABLE pgstride_tour.assessments ADD FOREIGN KEY (owner_id) REFERENCES pgstride_tour.users;
ALTER TABLE pgstride_tour.questions ADD FOREIGN KEY (assessment_id) REFERENCES pgstride_tour.assessments;
ALTER TABLE pgstride_tour.answers ADD FOREIGN KEY (user_id) REFERENCES pgstride_tour.users;
ALTER TABLE pgstride_tour.answers ADD FOREIGN KEY (question_id) REFERENCES pgstride_tour.questions;
ALTER TABLE pgstride_tour.events ADD FOREIGN KEY (user_id) REFERENCES pgstride_tour.users;
ALTER TABLE pgstride_tour.events ADD FOREIGN KEY (assessment_id) REFERENCES pgstride_tour.assessments;

SELECT setval(pg_get_serial_sequence('pgstride_tour.users', 'id'), max(id)) FROM pgstride_tour.users;
SELECT setval(pg_get_serial_sequence('pgstride_tour.assessments', 'id'), max(id)) FROM pgstride_tour.assessments;
SELECT setval(pg_get_serial_sequence('pgstride_tour.questions', 'id'), max(id)) FROM pgstride_tour.questions;
SELECT setval(pg_get_serial_sequence('pgstride_tour.answers', 'id'), max(id)) FROM pgstride_tour.answers;
SELECT setval(pg_get_serial_sequence('pgstride_tour.events', 'id'), max(id)) FROM pgstride_tour.events;
