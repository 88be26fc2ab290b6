import { InvalidInputError } from '../../../lib/errors.js';
import type { Session } from '../../../onnx/runtime/session.js';
import { zeros } from '../../../onnx/tensor.js';
import type { Generating } from '../lane-messages.js';
import { failureOf } from '../lane-failure.js';
import { valuesOfOne } from './carried-tensors.js';
import { type Batch, Decoder, type RunLogits } from './decoder.js';
import { type Carried, decoderLayout, type DecoderLayout } from '../../../pipelines/language-model/decoder-layout.js';
import type { RecurrentState } from '../../../pipelines/language-model/language-model-file.js';
import { fastestRows } from './fastest-rows.js';
import type { Conduct, Grouping } from './next-pieces.js';
import { FOLLOWING, type ProofPrompt, proofPrompts, relativeChange, SAME } from './proof-prompts.js';
import { proveReading } from './prove-reading.js';

/** How far what is computed in parts may be from the whole: models of whole numbers round otherwise, a misread cache is far off. */
const ALIKE = 0.05;
/** Context of a model that does not say. */
const USUAL_CONTEXT = 2048;
const MOST_SEQUENCES = 64;

/** A decoder, and what was proven of it. */
export interface ProvenDecoder {
  readonly decoder: Decoder;
  readonly conduct: Conduct;
  readonly memory: Pick<Generating, 'maxSequences' | 'maxCachedTokens' | 'cacheBytes'>;
  /** Why every step runs the whole text again; null when what was computed is kept. */
  readonly uncachedReason: string | null;
  /** Why sequences do not all run together; null when they do. */
  readonly separateReason: string | null;
}

/**
 * Finds out by trial how a language model may be driven: whether its cache works, whether prompts may be read in pieces, and which
 * sequences may run together, so that each gets the logits that it gets alone.
 * @throws {InvalidInputError} when the graph is no language model, or cannot be run as one
 */
export async function proveDecoder(
  session: Session,
  { states, contextLength }: { states: readonly RecurrentState[]; contextLength: number | null },
  cacheBudgetBytes: number,
): Promise<ProvenDecoder> {
  const layout = decoderLayout(session.inputs, session.outputs, states);
  const prompts = proofPrompts(await vocabularyOf(session, layout));
  const uncachedReason = await whyUncached(session, layout, prompts[2]!);
  const { decoder, grouping, separateReason } = await proveGrouping(session, layout, uncachedReason === null, prompts);
  const changeInPieces = uncachedReason === null ? await changeOfReadingInPieces(decoder, prompts[2]!) : Infinity;
  const reading = await proveReading(decoder, prompts, grouping, changeInPieces <= ALIKE);
  // A state holds all that was read; a cache can be cut behind any token.
  const sharesBeginnings = changeInPieces <= SAME && layout.carried.every(({ lengthAxis }) => lengthAxis !== null);
  const givesAllLogits = layout.ids.isSingle || (await runWhole(decoder, [prompts[1]!], 0)).positions > 1;
  const rowsPerRun = grouping === 'ALONE' ? 1 : await fastestRows(decoder, prompts[1]!.tokens);
  return {
    decoder,
    conduct: { grouping, rowsPerRun, reading, givesAllLogits, sharesBeginnings },
    memory: shareOut(decoder.keepsCache ? layout.carried : [], contextLength ?? USUAL_CONTEXT, cacheBudgetBytes),
    uncachedReason,
    separateReason,
  };
}

async function whyUncached(session: Session, layout: DecoderLayout, prompt: ProofPrompt): Promise<string | null> {
  if (layout.carried.length === 0) return 'The graph takes no past_key_values and no states.';
  const uncached = new Decoder(session, layout, { keepsCache: false, alignment: 'END' });
  const whole = await runWhole(uncached, [prompt], FOLLOWING).then(
    ({ logits }) => logits[0]!,
    () => null,
  );
  try {
    const cached = (await runAlone(new Decoder(session, layout, { keepsCache: true, alignment: 'END' }), prompt)).at(
      -1,
    )!;
    const change = whole ? relativeChange(whole, cached) : 0;
    return change <= ALIKE ? null : `With its cache the answer moves by ${change.toPrecision(2)}.`;
  } catch (error) {
    const { message } = failureOf(error);
    if (!whole) throw new InvalidInputError(`The model runs neither with its cache nor without: ${message}`);
    return `The graph does not run with its cache: ${message}`;
  }
}

/** Where rows stand that are shorter than others is tried, too: attention that concatenates wants them at the end, GroupQueryAttention at the start. */
async function proveGrouping(
  session: Session,
  layout: DecoderLayout,
  keepsCache: boolean,
  prompts: readonly ProofPrompt[],
): Promise<{ decoder: Decoder; grouping: Grouping; separateReason: string | null }> {
  const [usual, other] = (['END', 'START'] as const).map(
    (alignment) => new Decoder(session, layout, { keepsCache, alignment }),
  );
  const found = (grouping: Grouping, separateReason: string | null, decoder = usual!) => ({
    decoder,
    grouping,
    separateReason,
  });
  if (!layout.hasBatchAxis) return found('ALONE', 'The graph takes one sequence: its first axis is not free.');
  const any = await whySeparate(usual!, prompts);
  if (any === null) return found('ANY_LENGTH', null);
  if (keepsCache && (await whySeparate(other!, prompts)) === null) return found('ANY_LENGTH', null, other);
  const equal = await whySeparate(usual!, [prompts[1]!, prompts[3]!]);
  if (equal === null) return found('EQUAL_LENGTH', `Only sequences of one length run together: ${any}`);
  return found('ALONE', `Sequences run one by one: ${equal}`);
}

/** Why these prompts may not run together; null when each gets the logits that it gets alone. */
async function whySeparate(decoder: Decoder, prompts: readonly ProofPrompt[]): Promise<string | null> {
  try {
    const alone: Float32Array[][] = [];
    for (const prompt of prompts) alone.push(await runAlone(decoder, prompt));
    for (const order of [prompts, [...prompts].reverse()]) {
      const together = await runTogether(decoder, order);
      for (const [step, rows] of together.entries())
        for (const [row, logits] of rows.entries()) {
          const change = relativeChange(alone[prompts.indexOf(order[row]!)]![step]!, logits);
          if (change > SAME) return `an answer moves by ${change.toPrecision(2)} beside others.`;
        }
    }
    return null;
  } catch (error) {
    return `they could not be run together: ${failureOf(error).message}`;
  }
}

/** Logits of a prompt alone, after each following token. */
async function runAlone(decoder: Decoder, prompt: ProofPrompt): Promise<Float32Array[]> {
  return (await runTogether(decoder, [prompt])).map(([logits]) => logits!);
}

/** Logits of each prompt after each of its following tokens: [step][prompt]. */
async function runTogether(decoder: Decoder, prompts: readonly ProofPrompt[]): Promise<Float32Array[][]> {
  const steps: Float32Array[][] = [];
  if (!decoder.keepsCache) {
    for (let step = 1; step <= FOLLOWING; step++) {
      const { logits } = await runWhole(decoder, prompts, step);
      steps.push([...logits]);
    }
    return steps;
  }
  const read: Batch[] = [];
  for (const prompt of prompts) read.push(await readPrompt(decoder, prompt, prompt.tokens.length));
  let batch = decoder.gather(read.map((one) => ({ batch: one, row: 0 })));
  for (let step = 0; step < FOLLOWING; step++) {
    const stepped = await decoder.step(
      batch,
      prompts.map(({ following }) => [following[step]!]),
    );
    ({ batch } = stepped);
    steps.push([...stepped.logits]);
  }
  return steps;
}

/** One run over whole prompts, each with so many of the tokens that follow it. */
async function runWhole(decoder: Decoder, prompts: readonly ProofPrompt[], following: number): Promise<RunLogits> {
  return decoder.runWhole(
    prompts.map((one) => [...one.tokens, ...one.following.slice(0, following)]),
    prompts.map((prompt) => ({ batch: decoder.begin(prompt), row: 0 })),
  );
}

async function readPrompt(decoder: Decoder, prompt: ProofPrompt, chunk: number): Promise<Batch> {
  const { tokens } = prompt;
  const size = decoder.layout.ids.isSingle ? 1 : chunk;
  let batch = decoder.begin(prompt);
  for (let at = 0; at < tokens.length; at += size)
    ({ batch } = await decoder.step(batch, [tokens.slice(at, at + size)]));
  return batch;
}

/** How far the answer moves when a prompt is read in pieces; infinite where that fails. */
async function changeOfReadingInPieces(decoder: Decoder, prompt: ProofPrompt): Promise<number> {
  try {
    const logits: Float32Array[] = [];
    for (const chunk of [prompt.tokens.length, 5]) {
      const batch = await readPrompt(decoder, prompt, chunk);
      logits.push((await decoder.step(batch, [[prompt.following[0]!]])).logits[0]!);
    }
    return relativeChange(logits[0]!, logits[1]!);
  } catch {
    return Infinity;
  }
}

async function vocabularyOf(session: Session, layout: DecoderLayout): Promise<number> {
  const size = session.outputs.find(({ name }) => name === layout.logits.name)!.shape.at(-1) ?? -1;
  if (size > 0) return size;
  const decoder = new Decoder(session, layout, { keepsCache: true, alignment: 'END' });
  return (await decoder.step(decoder.begin(null), [[0]])).logits[0]!.length;
}

/** What the memory for caches and states is enough for. A step makes their successors beside them, so each counts twice. */
function shareOut(carried: readonly Carried[], contextLength: number, budgetBytes: number): ProvenDecoder['memory'] {
  const bytesOf = (some: readonly Carried[]) =>
    some.reduce((sum, one) => sum + 2 * valuesOfOne(one) * zeros(one.type, 0).BYTES_PER_ELEMENT, 0);
  const tokenBytes = bytesOf(carried.filter(({ lengthAxis }) => lengthAxis !== null));
  const stateBytes = bytesOf(carried.filter(({ lengthAxis }) => lengthAxis === null));
  const maxSequences = Math.max(1, Math.min(MOST_SEQUENCES, Math.floor(budgetBytes / Math.max(1, stateBytes))));
  const sequenceBytes = stateBytes + tokenBytes * contextLength;
  return {
    maxSequences,
    maxCachedTokens: tokenBytes === 0 ? null : Math.floor(budgetBytes / tokenBytes),
    // One sequence is always let in, however long it may become.
    cacheBytes: Math.max(sequenceBytes, Math.min(budgetBytes, maxSequences * sequenceBytes)),
  };
}
