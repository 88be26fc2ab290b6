-- up
CREATE TABLE evaluation (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  model_version_id text COLLATE "C" NOT NULL REFERENCES model_version (id),
  dataset_version_id text COLLATE "C" NOT NULL REFERENCES dataset_version (id),
  split text NOT NULL,
  metrics jsonb NOT NULL,
  confusion jsonb NOT NULL,
  -- Blob with the outcome of each row, from which versions are compared.
  outcomes_digest text NOT NULL,
  job_id text COLLATE "C" NOT NULL REFERENCES job (id),
  created_at timestamptz NOT NULL
);
CREATE INDEX evaluation_model_version ON evaluation (model_version_id, id);
CREATE INDEX evaluation_dataset_version ON evaluation (dataset_version_id, split, model_version_id);
CREATE INDEX evaluation_outcomes ON evaluation (outcomes_digest);

-- down
DROP TABLE evaluation;
