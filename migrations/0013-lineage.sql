-- up
CREATE TABLE lineage_step (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  kind text NOT NULL,
  at timestamptz NOT NULL,
  actor_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  summary text NOT NULL,
  reproducible boolean NOT NULL,
  input_ids text[] COLLATE "C" NOT NULL,
  output_id text COLLATE "C",
  subject_id text COLLATE "C"
);
CREATE INDEX lineage_step_output ON lineage_step (output_id);
CREATE INDEX lineage_step_inputs ON lineage_step USING gin (input_ids);

-- down
DROP TABLE lineage_step;
