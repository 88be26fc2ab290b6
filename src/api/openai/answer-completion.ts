import type { ServerResponse } from 'node:http';
import type { GenerateRequest } from '../../inference/protocol/generate-request.js';
import { newId } from '../../lib/ids.js';
import { generate, type TextToken } from '../../prediction/generation/generate.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import { EventStream } from '../http/event-stream.js';
import { send } from '../http/send.js';
import { whileAwaited } from '../http/while-awaited.js';
import type { AskedTexts } from './completion-request.js';
import type { CompletionForm } from './completion-forms.js';

export interface CompletionCall {
  readonly services: PredictServices;
  readonly target: Target;
  readonly asked: AskedTexts;
  readonly form: CompletionForm;
  readonly timeoutMs: number;
  readonly now: Date;
  /** What an error looks like behind the first tokens of a stream. */
  readonly describe: (error: unknown) => object;
}

/** Answers with texts, as a stream where that is asked for. @throws {DomainError} when nothing of the answer was sent yet */
export async function answerCompletion(call: CompletionCall, response: ServerResponse): Promise<void> {
  await whileAwaited(response, (signal) =>
    call.asked.stream ? streamTexts(call, response, signal) : sendTexts(call, response, signal),
  );
}

/** A choice as it grows. */
class Choice {
  pieceCount = 0;
  text = '';
  last: TextToken | null = null;

  constructor(readonly index: number) {}

  take(token: TextToken): void {
    this.last = token;
    this.text += token.text;
    this.pieceCount += 1;
  }
}

async function sendTexts(call: CompletionCall, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const head = headOf(call, call.form.whole);
  const choices = await generateAll(call, signal, () => Promise.resolve());
  const told = choices.map(({ index, text, last }) =>
    call.form.choice({
      index,
      text,
      isFirst: true,
      finishReason: last!.finishReason,
      predictionId: last!.predictionId,
    }),
  );
  const usage = usageOf(call, choices);
  const answer = { ...head, choices: told, ...(usage && { usage }) };
  send(response, 200, 'application/json', JSON.stringify(answer));
}

async function streamTexts(call: CompletionCall, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const { form, asked } = call;
  const head = headOf(call, form.chunk);
  const events = new EventStream(response, signal);
  const usage = asked.includeUsage ? { usage: null } : {};
  try {
    const choices = await generateAll(call, signal, async ({ index, pieceCount }, token) => {
      const { text, finishReason, predictionId } = token;
      const isFirst = pieceCount === 1;
      // A character that is not whole yet is nothing to tell.
      if (text === '' && !isFirst && finishReason === null) return;
      const delta = form.delta({ index, text, isFirst, finishReason, predictionId });
      await events.send({ ...head, choices: [delta], ...usage });
    });
    if (asked.includeUsage) await events.send({ ...head, choices: [], usage: usageOf(call, choices) });
    await events.end('[DONE]');
  } catch (error) {
    if (!events.hasBegun) throw error;
    if (events.isLeft) return;
    await events.send(call.describe(error));
    await events.end();
  }
}

function headOf({ target, now }: CompletionCall, object: string): object {
  const { model, number } = target.version;
  return {
    id: newId('completion'),
    object,
    created: Math.floor(now.getTime() / 1000),
    model: `${model}@${number}`,
  };
}

/** A prompt counts once, whatever number of choices it has. Null where a server does not say how many tokens there were. */
function usageOf({ asked }: CompletionCall, choices: readonly Choice[]): object | null {
  let [prompt, completion] = [0, 0];
  for (const { index, last } of choices) {
    const { promptTokenCount, tokenCount } = last!;
    if (promptTokenCount === null || tokenCount === null) return null;
    if (index % asked.choicesOfPrompt === 0) prompt += promptTokenCount;
    completion += tokenCount;
  }
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Generates every choice at once. When one fails, or is not awaited any more, all end. */
async function generateAll(
  { services, target, asked, timeoutMs }: CompletionCall,
  awaited: AbortSignal,
  tell: (choice: Choice, token: TextToken) => Promise<void>,
): Promise<Choice[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([awaited, failing.signal]);
  const one = async (request: GenerateRequest, index: number): Promise<Choice> => {
    const choice = new Choice(index);
    for await (const token of generate(services, target, request, { timeoutMs, signal })) {
      choice.take(token);
      await tell(choice, token);
    }
    return choice;
  };
  try {
    return await Promise.all(asked.choices.map(one));
  } catch (error) {
    failing.abort();
    throw error;
  }
}
