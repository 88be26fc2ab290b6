-- up
-- A study and its trials are jobs; what a trial is to its study stands here.
CREATE TABLE tuning_trial (
  job_id text COLLATE "C" PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  study_id text COLLATE "C" NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  number integer NOT NULL,
  parameters jsonb NOT NULL,
  rung integer NOT NULL,
  paused_at timestamptz,
  reports jsonb NOT NULL,
  noted integer,
  trained jsonb,
  UNIQUE (study_id, number)
);

-- down
DROP TABLE tuning_trial;
