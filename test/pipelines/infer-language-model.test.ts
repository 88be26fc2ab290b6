import { expect, test } from '@jest/globals';
import { inferPipeline } from '../../src/pipelines/import/infer-pipeline.js';
import { byteTokenizer, EOS } from '../support/language-models.js';

const GRAPH = { inputs: [], outputs: [] };

function infer(files: Record<string, object | string>) {
  const text = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value));
  const bytes = Object.entries({ 'tokenizer.json': byteTokenizer(), ...files }).map(
    ([path, value]) => [path, Buffer.from(text(value))] as const,
  );
  return inferPipeline(new Map(bytes), GRAPH, 'LANGUAGE_MODEL');
}

test('an export of a causal language model says all that is needed', () => {
  const pipeline = infer({
    'config.json': {
      architectures: ['LlamaForCausalLM'],
      max_position_embeddings: 2048,
      bos_token_id: 1,
      eos_token_id: 2,
    },
    'generation_config.json': { eos_token_id: [2, 32] },
    'tokenizer_config.json': { bos_token: '<s>', eos_token: '</s>', chat_template: '{{ messages }}' },
  });
  expect(pipeline).toEqual({
    format: 1,
    task: 'LANGUAGE_MODEL',
    input: 'tokens',
    tokenizer: { file: 'tokenizer.json', settings: 'tokenizer_config.json' },
    eosIds: [2, 32],
    beginId: 1,
    contextLength: 2048,
    states: [],
    chat: { template: '{{ messages }}', beginToken: '<s>', endToken: '</s>' },
  });
});

test('what config.json leaves out comes from the tokenizer, and a template of its own file goes first', () => {
  const pipeline = infer({
    'config.json': { architectures: ['GPT2LMHeadModel'], n_positions: 1024 },
    'tokenizer_config.json': { eos_token: '<eos>', chat_template: 'old' },
    'chat_template.jinja': 'new',
  });
  expect(pipeline).toMatchObject({
    eosIds: [EOS],
    beginId: null,
    contextLength: 1024,
    chat: { template: 'new', beginToken: null, endToken: '<eos>' },
  });
});

test('an export of ONNX Runtime GenAI says so in genai_config.json, and needs no config.json', () => {
  const pipeline = infer({
    'genai_config.json': {
      model: { type: 'llama', bos_token_id: 1, eos_token_id: [2, 7], context_length: 4096, decoder: {} },
      search: { past_present_share_buffer: true },
    },
    'chat_template.jinja': 'own',
  });
  expect(pipeline).toMatchObject({ eosIds: [2, 7], beginId: 1, contextLength: 4096, chat: { template: 'own' } });
});

test('an export of another task is refused', () => {
  expect(() => infer({ 'config.json': { architectures: ['BertForTokenClassification'] } })).toThrow(
    "The export is for the task TOKEN_CLASSIFICATION, and the model's task is LANGUAGE_MODEL.",
  );
});
