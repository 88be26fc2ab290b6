-- up
CREATE TABLE upload (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  created_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  file_name text,
  metadata jsonb NOT NULL,
  -- Null until the client tells, which it may do with the last bytes.
  size_bytes bigint,
  offset_bytes bigint NOT NULL,
  state text NOT NULL,
  expected_digest text,
  digest text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  CHECK (offset_bytes <= size_bytes),
  CHECK ((state = 'RECEIVING') = (digest IS NULL)),
  CHECK ((state = 'CONSUMED') = (consumed_at IS NOT NULL))
);
CREATE INDEX upload_expires_at ON upload (expires_at);
CREATE INDEX upload_digest ON upload (digest) WHERE digest IS NOT NULL;
CREATE TABLE upload_part (
  upload_id text COLLATE "C" NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  offset_bytes bigint NOT NULL,
  size_bytes bigint NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (upload_id, offset_bytes)
);
CREATE INDEX upload_part_digest ON upload_part (digest);
CREATE TABLE upload_lock (
  upload_id text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  held_until timestamptz NOT NULL,
  release_requested boolean NOT NULL DEFAULT false
);

-- down
DROP TABLE upload_lock, upload_part, upload;
