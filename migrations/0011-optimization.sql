-- up
CREATE TABLE optimization_candidate (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  job_id text COLLATE "C" NOT NULL REFERENCES job (id),
  passes jsonb NOT NULL,
  model_version_id text COLLATE "C" REFERENCES model_version (id),
  size jsonb,
  latency jsonb,
  throughput jsonb,
  quality jsonb,
  on_pareto_front boolean NOT NULL,
  verdict text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX optimization_candidate_job ON optimization_candidate (job_id, id);
CREATE INDEX optimization_candidate_version ON optimization_candidate (model_version_id);

-- down
DROP TABLE optimization_candidate;
