-- up
CREATE TABLE environment (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  UNIQUE (project_id, name)
);
CREATE TABLE deployment (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  environment_id text COLLATE "C" NOT NULL REFERENCES environment (id),
  model_id text COLLATE "C" NOT NULL REFERENCES model (id),
  routes jsonb NOT NULL,
  newest_release_id text COLLATE "C",
  created_at timestamptz NOT NULL,
  UNIQUE (environment_id, model_id)
);
CREATE INDEX deployment_project ON deployment (project_id, id);
CREATE INDEX deployment_model ON deployment (model_id);
CREATE TABLE release (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  deployment_id text COLLATE "C" NOT NULL REFERENCES deployment (id),
  model_version_id text COLLATE "C" NOT NULL REFERENCES model_version (id),
  previous_version_id text COLLATE "C" REFERENCES model_version (id),
  strategy text NOT NULL,
  settings jsonb NOT NULL,
  state text NOT NULL,
  reason text,
  started_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  outcome jsonb,
  deadline_at timestamptz NOT NULL,
  leased_until timestamptz,
  unload_previous_at timestamptz
);
CREATE INDEX release_project ON release (project_id, id);
CREATE INDEX release_deployment ON release (deployment_id, id);
CREATE INDEX release_model_version ON release (model_version_id);
CREATE INDEX release_preparing ON release (id) WHERE state = 'PREPARING';
CREATE INDEX release_unload ON release (unload_previous_at) WHERE unload_previous_at IS NOT NULL;
CREATE TABLE ledger_entry (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  environment_id text COLLATE "C" NOT NULL REFERENCES environment (id),
  deployment_id text COLLATE "C" NOT NULL REFERENCES deployment (id),
  number integer NOT NULL,
  release_id text COLLATE "C" NOT NULL REFERENCES release (id),
  at timestamptz NOT NULL,
  actor_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  change text NOT NULL,
  routes jsonb NOT NULL,
  previous_hash text,
  hash text NOT NULL,
  UNIQUE (environment_id, number)
);
CREATE INDEX ledger_entry_deployment ON ledger_entry (deployment_id, at);
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % is refused.', TG_OP;
END $$;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

-- down
DROP TABLE ledger_entry;
DROP FUNCTION ledger_is_append_only();
DROP TABLE release, deployment, environment;
