-- up
CREATE TABLE worker (
  id text COLLATE "C" PRIMARY KEY,
  kind text NOT NULL,
  host text NOT NULL,
  process_id integer,
  url text,
  devices jsonb NOT NULL,
  lane_count integer NOT NULL,
  memory_bytes bigint NOT NULL,
  queue_length integer NOT NULL,
  loaded_version_ids jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  stopped_at timestamptz
);
CREATE INDEX worker_last_seen_at ON worker (last_seen_at);

CREATE TABLE job (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  kind text NOT NULL,
  state text NOT NULL,
  target_id text COLLATE "C",
  settings jsonb NOT NULL,
  result_id text COLLATE "C",
  attempt integer NOT NULL,
  lost_attempts integer NOT NULL,
  dispatch_id uuid NOT NULL,
  max_duration_ms double precision,
  checkpoint_digest text,
  progress jsonb NOT NULL,
  failure jsonb,
  adjustments jsonb NOT NULL,
  started_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  cancel_requested_at timestamptz
);
CREATE INDEX job_project ON job (project_id, id);
CREATE INDEX job_target ON job (target_id, id) WHERE target_id IS NOT NULL;
CREATE INDEX job_checkpoint ON job (checkpoint_digest) WHERE checkpoint_digest IS NOT NULL;
CREATE INDEX job_unfinished ON job (id) WHERE state IN ('QUEUED', 'RUNNING');

CREATE TABLE job_attempt (
  job_id text COLLATE "C" NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  number integer NOT NULL,
  worker_id text COLLATE "C" NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  "end" text,
  resumed_from_checkpoint boolean NOT NULL,
  PRIMARY KEY (job_id, number)
);
CREATE INDEX job_attempt_running ON job_attempt (worker_id) WHERE ended_at IS NULL;

-- Ids of one job's lines and metrics follow the order of commits, because each is written under the lock of the job's row.
CREATE TABLE job_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id text COLLATE "C" NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  at timestamptz NOT NULL,
  level text NOT NULL,
  message text NOT NULL
);
CREATE INDEX job_log_job ON job_log (job_id, id);

CREATE TABLE job_metric (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id text COLLATE "C" NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  at timestamptz NOT NULL,
  name text NOT NULL,
  step bigint NOT NULL,
  value double precision NOT NULL
);
CREATE INDEX job_metric_job ON job_metric (job_id, id);
CREATE INDEX job_metric_name ON job_metric (job_id, name, id);

-- When each recurring task last began, so that one worker does it.
CREATE TABLE maintenance_run (
  name text PRIMARY KEY,
  began_at timestamptz NOT NULL
);

-- down
DROP TABLE maintenance_run, job_metric, job_log, job_attempt, job, worker;
