import { InvalidInputError } from '../../lib/errors.js';
import type { Component } from './tokenizer-file.js';

/** A part of a framed sequence: a token of the frame, or the place of a text. */
export type FramePart =
  { readonly token: string; readonly typeId: number } | { readonly sequence: 0 | 1; readonly typeId: number };

/** What stands around a text alone, and around a pair. */
export interface SequenceFrame {
  readonly single: readonly FramePart[];
  readonly pair: readonly FramePart[];
}

type TemplateItem =
  { SpecialToken: { id: string; type_id: number } } | { Sequence: { id: 'A' | 'B'; type_id: number } };

/** Without a frame, the second text of a pair follows the first. */
export const BARE: SequenceFrame = {
  single: [{ sequence: 0, typeId: 0 }],
  pair: [
    { sequence: 0, typeId: 0 },
    { sequence: 1, typeId: 1 },
  ],
};

/** The frame that `post_processor` of tokenizer.json describes. */
export function openFrame(config: Component | null | undefined): SequenceFrame {
  if (!config) return BARE;
  switch (config.type) {
    case 'ByteLevel':
      return BARE;
    case 'Sequence': {
      const frames = (config.processors as Component[]).map(openFrame).filter((frame) => frame !== BARE);
      if (frames.length > 1)
        throw new InvalidInputError('tokenizer.json has two post-processors that frame a text; one is understood.');
      return frames[0] ?? BARE;
    }
    case 'TemplateProcessing':
      return {
        single: (config.single as TemplateItem[]).map(templatePart),
        pair: (config.pair as TemplateItem[]).map(templatePart),
      };
    case 'BertProcessing':
      return bracketed(config, 1, 1);
    case 'RobertaProcessing':
      return bracketed(config, 2, 0);
    default:
      throw new InvalidInputError(`tokenizer.json has the post-processor "${config.type}", which is not known.`);
  }
}

function templatePart(item: TemplateItem): FramePart {
  return 'SpecialToken' in item
    ? { token: item.SpecialToken.id, typeId: item.SpecialToken.type_id }
    : { sequence: item.Sequence.id === 'A' ? 0 : 1, typeId: item.Sequence.type_id };
}

/** [CLS] text [SEP], and for a pair as many [SEP] between the texts as `between` says. */
function bracketed(config: Component, between: number, pairType: number): SequenceFrame {
  const [[cls], [sep]] = [config.cls as [string, number], config.sep as [string, number]];
  const single: FramePart[] = [
    { token: cls, typeId: 0 },
    { sequence: 0, typeId: 0 },
    { token: sep, typeId: 0 },
  ];
  const extra = Array.from({ length: between - 1 }, () => ({ token: sep, typeId: pairType }));
  return {
    single,
    pair: [...single, ...extra, { sequence: 1, typeId: pairType }, { token: sep, typeId: pairType }],
  };
}
