-- up
CREATE TABLE project (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);
CREATE TABLE actor (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  kind text NOT NULL,
  name text NOT NULL,
  role text NOT NULL
);
CREATE INDEX actor_project ON actor (project_id);
CREATE TABLE api_token (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  actor_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  name text NOT NULL,
  role text NOT NULL,
  secret_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  created_by_id text COLLATE "C" REFERENCES actor (id),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_token_project ON api_token (project_id, id);
CREATE TABLE audit_entry (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  at timestamptz NOT NULL,
  actor_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  operation text NOT NULL,
  target_id text COLLATE "C",
  summary text NOT NULL
);
CREATE INDEX audit_entry_project ON audit_entry (project_id, id);
CREATE INDEX audit_entry_target ON audit_entry (target_id) WHERE target_id IS NOT NULL;
CREATE TABLE idempotency_key (
  actor_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  operation text NOT NULL,
  key text NOT NULL,
  input_hash text NOT NULL,
  target_id text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (actor_id, operation, key)
);
CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);

-- down
DROP TABLE idempotency_key, audit_entry, api_token, actor, project;
