-- up
-- Trainings of word vectors say how a word is told apart, whether noise words are shared and how words are cut; those before were told nothing of it.
UPDATE job
SET settings = jsonb_set(
  settings,
  '{training}',
  jsonb_build_object(
    'loss', 'NEGATIVE_SAMPLING',
    'sharedNegatives', settings #>> '{training,architecture}' = 'SKIP_GRAM',
    'segmentation', 'CHARACTERS'
  ) || (settings -> 'training')
)
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' IN ('WORD2VEC', 'FASTTEXT');

-- down
UPDATE job
SET settings = jsonb_set(settings, '{training}', (settings -> 'training') - '{loss,sharedNegatives,segmentation}'::text[])
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' IN ('WORD2VEC', 'FASTTEXT');
