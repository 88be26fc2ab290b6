-- up
ALTER TABLE release ADD COLUMN server jsonb, ADD COLUMN previous_server jsonb;

-- down
ALTER TABLE release DROP COLUMN server, DROP COLUMN previous_server;
