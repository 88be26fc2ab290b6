-- up
-- What trials of a study made of its rows, for one another: the digest of a blob.
CREATE TABLE tuning_encoding (
  study_id text COLLATE "C" NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  name text NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (study_id, name)
);
CREATE INDEX tuning_encoding_digest ON tuning_encoding (digest);

-- down
DROP TABLE tuning_encoding;
