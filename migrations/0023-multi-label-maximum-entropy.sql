-- up
-- Trainings by maximum entropy say whether a text has any number of labels, and from which probability on one is given; those before gave each text one.
UPDATE job
SET settings = jsonb_set(settings, '{training}', '{"multiLabel": false, "threshold": null}'::jsonb || (settings -> 'training'))
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' = 'MAXIMUM_ENTROPY';

UPDATE job
SET settings = jsonb_set(
  settings,
  '{training,maximumEntropy}',
  '{"multiLabel": false, "threshold": null}'::jsonb || (settings #> '{training,maximumEntropy}')
)
WHERE kind = 'TUNING' AND settings #> '{training,maximumEntropy}' IS NOT NULL;

-- down
UPDATE job
SET settings = jsonb_set(settings, '{training}', (settings -> 'training') - '{multiLabel,threshold}'::text[])
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' = 'MAXIMUM_ENTROPY';

UPDATE job
SET settings = jsonb_set(
  settings,
  '{training,maximumEntropy}',
  (settings #> '{training,maximumEntropy}') - '{multiLabel,threshold}'::text[]
)
WHERE kind = 'TUNING' AND settings #> '{training,maximumEntropy}' IS NOT NULL;
