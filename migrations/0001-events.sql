-- up
-- Events as their transactions write them. They wait here for a position.
CREATE TABLE event_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  project_id text COLLATE "C",
  topic text NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL
);

-- Events in the order in which their transactions committed, without gaps.
CREATE TABLE event (
  position bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  project_id text COLLATE "C",
  topic text NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL
);
CREATE INDEX event_subject_id_position_idx ON event (subject_id, position);
CREATE INDEX event_topic_position_idx ON event (topic, position);
CREATE INDEX event_at_idx ON event USING brin (at);

-- One row: the last position given, and the last one that is no longer kept.
CREATE TABLE event_head (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  position bigint NOT NULL DEFAULT 0,
  expired_through bigint NOT NULL DEFAULT 0
);
INSERT INTO event_head DEFAULT VALUES;

-- down
DROP TABLE event_head;
DROP TABLE event;
DROP TABLE event_outbox;
