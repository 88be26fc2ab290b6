-- up
CREATE TABLE prediction (
  id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  deployment_id text COLLATE "C",
  release_id text COLLATE "C",
  model_version_id text COLLATE "C" NOT NULL,
  task text NOT NULL,
  input jsonb,
  answer jsonb NOT NULL,
  latency_ms double precision NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX prediction_deployment ON prediction (deployment_id, at) WHERE deployment_id IS NOT NULL;
CREATE TABLE feedback (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  batch_id text COLLATE "C" NOT NULL,
  prediction_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  expected_labels text[] NOT NULL,
  correct boolean NOT NULL,
  comment text
);
CREATE INDEX feedback_batch ON feedback (batch_id);
CREATE INDEX feedback_prediction ON feedback (prediction_id);

-- down
DROP TABLE feedback, prediction;
