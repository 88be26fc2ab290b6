-- up
-- What an inference worker last told of its lanes and models; null for other processes.
ALTER TABLE worker ADD COLUMN report jsonb;

-- down
ALTER TABLE worker DROP COLUMN report;
