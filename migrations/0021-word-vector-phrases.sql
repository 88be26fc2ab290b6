-- up
-- Trainings of word vectors say how words are joined to phrases; those before joined none.
UPDATE job
SET settings = jsonb_set(
  settings,
  '{training}',
  '{"phrasePasses": 0, "phraseThreshold": null, "phraseMinCount": null}'::jsonb || (settings -> 'training')
)
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' IN ('WORD2VEC', 'FASTTEXT', 'GLOVE');

-- down
UPDATE job
SET settings = jsonb_set(settings, '{training}', (settings -> 'training') - '{phrasePasses,phraseThreshold,phraseMinCount}'::text[])
WHERE kind = 'TRAINING' AND settings #>> '{training,algorithm}' IN ('WORD2VEC', 'FASTTEXT', 'GLOVE');
