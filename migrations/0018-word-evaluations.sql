-- up
-- Metrics of the sections of a test, and the nearest words of some of its words: of versions that embed texts.
ALTER TABLE evaluation ADD COLUMN sections jsonb NOT NULL DEFAULT '[]';
ALTER TABLE evaluation ADD COLUMN neighbours jsonb NOT NULL DEFAULT '[]';

-- down
ALTER TABLE evaluation DROP COLUMN neighbours;
ALTER TABLE evaluation DROP COLUMN sections;
