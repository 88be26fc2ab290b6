-- up
-- How inference workers are to serve the version; null leaves it to them.
ALTER TABLE release ADD COLUMN serving jsonb;

-- down
ALTER TABLE release DROP COLUMN serving;
