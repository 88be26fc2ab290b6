-- up
CREATE TABLE dataset (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  name text NOT NULL,
  description text NOT NULL,
  tags jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  archived_at timestamptz,
  latest_version_number integer NOT NULL,
  UNIQUE (project_id, name)
);
CREATE INDEX dataset_project ON dataset (project_id, id);
CREATE TABLE dataset_version (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  dataset_id text COLLATE "C" NOT NULL REFERENCES dataset (id),
  number integer NOT NULL,
  -- A short name of the version, of which the ids of its rows are made.
  serial bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  digest text NOT NULL,
  size_bytes bigint NOT NULL,
  row_count bigint NOT NULL,
  columns jsonb NOT NULL,
  origin_job_id text COLLATE "C" NOT NULL REFERENCES job (id),
  created_at timestamptz NOT NULL,
  created_by_id text COLLATE "C" NOT NULL REFERENCES actor (id),
  deleted_at timestamptz,
  UNIQUE (dataset_id, number)
);
CREATE INDEX dataset_version_project ON dataset_version (project_id, id);
CREATE INDEX dataset_version_origin_job ON dataset_version (origin_job_id);

-- Where the rows of a version lie; the rows themselves are in the blob store.
CREATE TABLE dataset_chunk (
  dataset_version_id text COLLATE "C" NOT NULL REFERENCES dataset_version (id),
  split text NOT NULL,
  ordinal integer NOT NULL,
  digest text NOT NULL,
  size_bytes bigint NOT NULL,
  row_count integer NOT NULL,
  first_number bigint NOT NULL,
  last_number bigint NOT NULL,
  PRIMARY KEY (dataset_version_id, split, ordinal)
);
CREATE INDEX dataset_chunk_digest ON dataset_chunk (digest);

-- One row for a whole version, with position 0 and no split, and one for each of its splits.
CREATE TABLE dataset_statistics (
  dataset_version_id text COLLATE "C" NOT NULL REFERENCES dataset_version (id),
  position integer NOT NULL,
  split text,
  row_count bigint NOT NULL,
  distinct_row_count bigint NOT NULL,
  token_count bigint NOT NULL,
  distinct_token_count bigint NOT NULL,
  hapax_count bigint NOT NULL,
  zipf_exponent double precision,
  length_in_tokens jsonb NOT NULL,
  spectrum jsonb NOT NULL,
  top_tokens jsonb NOT NULL,
  labels jsonb NOT NULL,
  PRIMARY KEY (dataset_version_id, position)
);

CREATE TABLE bad_row (
  id text COLLATE "C" PRIMARY KEY,
  job_id text COLLATE "C" NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  line bigint NOT NULL,
  excerpt text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX bad_row_job ON bad_row (job_id, line, id);

-- The files that imports read: what collection must spare.
CREATE INDEX job_source_digest ON job ((settings ->> 'sourceDigest')) WHERE kind = 'IMPORT';

-- Blobs whose rows were deleted. They are removed once nothing refers to them, and remembered for a while afterwards.
CREATE TABLE blob_erasure (
  digest text PRIMARY KEY,
  requested_at timestamptz NOT NULL,
  erased_at timestamptz
);

-- down
DROP TABLE blob_erasure;
DROP INDEX job_source_digest;
DROP TABLE bad_row, dataset_statistics, dataset_chunk, dataset_version, dataset;
