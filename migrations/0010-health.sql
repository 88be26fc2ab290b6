-- up
-- What was seen of a model version in a second, a minute or an hour. Seconds have one row for each gateway and lane; the
-- coarser levels are made from them and have one for each version and role.
CREATE TABLE health_window (
  level text NOT NULL,
  deployment_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  model_version_id text COLLATE "C" NOT NULL,
  role text NOT NULL,
  lane text NOT NULL,
  writer text COLLATE "C" NOT NULL,
  request_count bigint NOT NULL,
  error_count bigint NOT NULL,
  errors jsonb NOT NULL,
  labels jsonb NOT NULL,
  other_label_count bigint NOT NULL,
  lost_count bigint NOT NULL,
  queue_length bigint NOT NULL,
  max_latency_ms double precision NOT NULL,
  latency bytea NOT NULL,
  PRIMARY KEY (level, deployment_id, at, model_version_id, role, lane, writer)
) PARTITION BY LIST (level);
CREATE TABLE health_window_second PARTITION OF health_window FOR VALUES IN ('SECOND')
  WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE TABLE health_window_minute PARTITION OF health_window FOR VALUES IN ('MINUTE');
CREATE TABLE health_window_hour PARTITION OF health_window FOR VALUES IN ('HOUR');
CREATE INDEX health_window_at_idx ON health_window (at);

-- Minutes and hours that finer windows were written into since they were last made. Each writer marks its own row, so that
-- writers never wait for each other.
CREATE TABLE health_window_due (
  level text NOT NULL,
  at timestamptz NOT NULL,
  writer text COLLATE "C" NOT NULL,
  PRIMARY KEY (level, at, writer)
) WITH (fillfactor = 50);

-- down
DROP TABLE health_window_due;
DROP TABLE health_window;
