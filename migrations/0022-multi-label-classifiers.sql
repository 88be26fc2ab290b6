-- up
-- Trainings of fastText classifiers say whether a text has any number of labels, and from which probability on one is given; those before gave each text one.
UPDATE job
SET settings = jsonb_set(settings, '{training}', '{"multiLabel": false, "threshold": null}'::jsonb || (settings -> 'training'))
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' = 'FASTTEXT_CLASSIFIER';

UPDATE job
SET settings = jsonb_set(
  settings,
  '{training,fastTextClassifier}',
  '{"multiLabel": false, "threshold": null}'::jsonb || (settings #> '{training,fastTextClassifier}')
)
WHERE kind = 'TUNING' AND settings #> '{training,fastTextClassifier}' IS NOT NULL;

-- down
UPDATE job
SET settings = jsonb_set(settings, '{training}', (settings -> 'training') - '{multiLabel,threshold}'::text[])
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' = 'FASTTEXT_CLASSIFIER';

UPDATE job
SET settings = jsonb_set(
  settings,
  '{training,fastTextClassifier}',
  (settings #> '{training,fastTextClassifier}') - '{multiLabel,threshold}'::text[]
)
WHERE kind = 'TUNING' AND settings #> '{training,fastTextClassifier}' IS NOT NULL;
