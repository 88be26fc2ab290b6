-- up
CREATE TABLE model (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  name text NOT NULL,
  description text NOT NULL,
  task text NOT NULL,
  tags jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  archived_at timestamptz,
  latest_version_number integer NOT NULL,
  UNIQUE (project_id, name)
);
CREATE INDEX model_project ON model (project_id, id);
CREATE TABLE model_version (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  model_id text COLLATE "C" NOT NULL REFERENCES model (id),
  number integer NOT NULL,
  digest text NOT NULL,
  size_bytes bigint NOT NULL,
  parameter_count bigint NOT NULL,
  signature jsonb NOT NULL,
  tags jsonb NOT NULL,
  origin jsonb NOT NULL,
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  archived_at timestamptz,
  UNIQUE (model_id, number)
);
CREATE INDEX model_version_project ON model_version (project_id, id);
CREATE INDEX model_version_origin_job ON model_version ((origin ->> 'jobId'));
CREATE TABLE model_file (
  id text COLLATE "C" PRIMARY KEY,
  model_version_id text COLLATE "C" NOT NULL REFERENCES model_version (id),
  path text NOT NULL,
  role text NOT NULL,
  digest text NOT NULL,
  size_bytes bigint NOT NULL,
  UNIQUE (model_version_id, path)
);
CREATE INDEX model_file_digest ON model_file (digest);
CREATE TABLE model_alias (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  model_id text COLLATE "C" NOT NULL REFERENCES model (id),
  model_version_id text COLLATE "C" NOT NULL REFERENCES model_version (id),
  name text NOT NULL,
  set_at timestamptz NOT NULL,
  set_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  UNIQUE (model_id, name)
);
CREATE INDEX model_alias_version ON model_alias (model_version_id);

-- down
DROP TABLE model_alias, model_file, model_version, model;
