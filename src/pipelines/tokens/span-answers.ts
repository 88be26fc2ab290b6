import { tensor } from '../../onnx/tensor.js';
import type { TokenSpan } from '../../text/tokenizers/tokenizer.js';
import { indexOfLargest } from '../classification.js';
import type { AnswerMaker, GraphOutput } from './answer-maker.js';
import { softmax } from './label-answers.js';
import type { TokenRow } from './token-encoder.js';
import type { TokenClassificationFile } from './token-settings.js';

/**
 * Names of the answers, S spans at most in a text and -1 in `span_label` where a text has fewer:
 * INT32 [N, S] places in `spanLabelsOf`, FP32 [N, S] mean probabilities, INT32 [N, S, 2] UTF-16 offsets, end exclusive.
 */
export const SPAN_LABEL = 'span_label';
export const SPAN_SCORE = 'span_score';
export const SPAN_RANGE = 'span_range';

/** What a run of tokens was found to be. */
interface Span {
  label: number;
  scores: number[];
  start: number;
  end: number;
}

/** A token's label, cut into what it names and whether it goes on. */
interface Tag {
  /** Place among the labels of spans; -1 for "O". */
  readonly label: number;
  readonly goesOn: boolean;
}

/** Labels of spans: those of tokens without "B-" and "I-", and without "O". */
export function spanLabelsOf(labels: readonly string[]): string[] {
  return [...new Set(labels.filter((label) => label !== 'O').map((label) => label.replace(/^[BI]-/, '')))];
}

/** Logits of tokens [N, tokens, labels] to labelled spans of the text. Of a pair, spans are found in the first text. */
export function labelledSpans({ labels: tokenLabels, aggregation }: TokenClassificationFile): AnswerMaker<Span[]> {
  const labels = spanLabelsOf(tokenLabels);
  const tags = tokenLabels.map((label): Tag => ({
    label: label === 'O' ? -1 : labels.indexOf(label.replace(/^[BI]-/, '')),
    goesOn: !label.startsWith('B-'),
  }));
  return {
    labels,
    rank: 3,
    columns: tokenLabels.length,
    outputs: [
      { name: SPAN_LABEL, datatype: 'INT32', shape: [-1, -1] },
      { name: SPAN_SCORE, datatype: 'FP32', shape: [-1, -1] },
      { name: SPAN_RANGE, datatype: 'INT32', shape: [-1, -1, 2] },
    ],
    answers: (output, rows) => rows.map((row, number) => spansOf(row, number, output, tags, aggregation === 'WORD')),
    tensors: spanTensors,
  };
}

function spansOf(
  { encoding, item: { text } }: TokenRow,
  row: number,
  { dims, data }: GraphOutput,
  tags: readonly Tag[],
  byWord: boolean,
): Span[] {
  const [, places = 0, columns = 0] = dims;
  const spans: Span[] = [];
  let open: Span | null = null;
  let last: { tag: Tag; end: number } | null = null;
  encoding.spans!.forEach((place, at) => {
    if (place?.sequence !== 0 || place.end === place.start) return;
    const start = (row * places + at) * columns;
    const probabilities = softmax(data.subarray(start, start + columns));
    const best = indexOfLargest(probabilities);
    const inWord = byWord && last !== null && isInsideWord(text, place, last.end);
    const tag = inWord ? last!.tag : tags[best]!;
    last = { tag, end: place.end };
    if (tag.label === open?.label && (inWord || tag.goesOn)) {
      open.end = place.end;
      if (!inWord) open.scores.push(probabilities[best]!);
      return;
    }
    open =
      tag.label < 0 ? null : { label: tag.label, scores: [probabilities[best]!], start: place.start, end: place.end };
    if (open) spans.push(open);
  });
  return spans.map((span) => withoutSpace(span, text));
}

/** Letters of scripts that write words apart: each Chinese or Japanese character may be a word. */
const LETTER_AT_END = /(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})[\p{L}\p{M}\p{N}]$/u;
const LETTER_AT_START = /^(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})[\p{L}\p{M}\p{N}]/u;

/** Whether a token goes on with the word of the one before. */
function isInsideWord(text: string, { start }: TokenSpan, lastEnd: number): boolean {
  if (start > lastEnd) return false;
  const before = text.slice(Math.max(0, start - 2), start);
  return start < lastEnd || (LETTER_AT_END.test(before) && LETTER_AT_START.test(text.slice(start, start + 2)));
}

function withoutSpace({ start, end, ...span }: Span, text: string): Span {
  const inner = text.slice(start, end);
  return {
    ...span,
    start: start + inner.length - inner.trimStart().length,
    end: end - inner.length + inner.trimEnd().length,
  };
}

function spanTensors(rows: readonly (readonly Span[])[]) {
  const most = rows.reduce((width, spans) => Math.max(width, spans.length), 0);
  const labels = new Int32Array(rows.length * most).fill(-1);
  const scores = new Float32Array(rows.length * most);
  const ranges = new Int32Array(rows.length * most * 2);
  rows.forEach((spans, row) => {
    spans.forEach((span, place) => {
      const at = row * most + place;
      labels[at] = span.label;
      scores[at] = span.scores.reduce((sum, score) => sum + score, 0) / span.scores.length;
      ranges.set([span.start, span.end], at * 2);
    });
  });
  const dims = [rows.length, most];
  return {
    [SPAN_LABEL]: tensor('INT32', dims, labels),
    [SPAN_SCORE]: tensor('FP32', dims, scores),
    [SPAN_RANGE]: tensor('INT32', [...dims, 2], ranges),
  };
}
