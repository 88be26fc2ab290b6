import type { ServerResponse } from 'node:http';
import type { GenerateRequest } from '../../inference/protocol/generation/generate-request.js';
import { newId } from '../../lib/ids.js';
import { generate } from '../../prediction/generation/generate.js';
import { scoreTexts } from '../../prediction/generation/score-texts.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import { EventStream } from '../http/event-stream.js';
import { send } from '../http/send.js';
import { whileAwaited } from '../http/while-awaited.js';
import { Choice, type Echo } from './choice.js';
import type { ChoiceText, CompletionForm } from './completion-forms.js';
import type { AskedTexts } from './completion-request.js';

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

async function sendTexts(call: CompletionCall, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const head = headOf(call, call.form.whole);
  const choices = await generateAll(call, signal, () => Promise.resolve());
  const told = choices.map((choice) => call.form.choice(choice.whole()));
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
    const choices = await generateAll(call, signal, async (grown) => {
      const { text, isFirst, finishReason, logProbabilities } = grown;
      // A character that is not whole yet is nothing to tell.
      if (text === '' && !isFirst && finishReason === null && logProbabilities === null) return;
      await events.send({ ...head, choices: [form.delta(grown)], ...usage });
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
  for (const { index, promptTokenCount, tokenCount } of choices) {
    if (promptTokenCount === null || tokenCount === null) return null;
    if (index % asked.choicesOfPrompt === 0) prompt += promptTokenCount;
    completion += tokenCount;
  }
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Generates every choice at once. When one fails, or is not awaited any more, all end. */
async function generateAll(
  call: CompletionCall,
  awaited: AbortSignal,
  tell: (grown: ChoiceText) => Promise<void>,
): Promise<Choice[]> {
  const { services, target, asked, form } = call;
  const failing = new AbortController();
  const signal = AbortSignal.any([awaited, failing.signal]);
  const deadlineAt = performance.now() + call.timeoutMs;
  const echoes = asked.echo ? await echoesOf(call, signal) : [];
  const timeoutMs = Math.max(1, deadlineAt - performance.now());
  const one = async (request: GenerateRequest, index: number): Promise<Choice> => {
    const choice = new Choice(index, form, asked.logProbabilities);
    const echo = echoes[Math.floor(index / asked.choicesOfPrompt)];
    if (echo) await tell(choice.echo(echo, asked.echoesOnly));
    if (asked.echoesOnly) return choice;
    for await (const token of generate(services, target, request, { timeoutMs, signal }))
      await tell(choice.take(token));
    return choice;
  };
  try {
    return await Promise.all(asked.choices.map(one));
  } catch (error) {
    failing.abort();
    throw error;
  }
}

/** What the choices of each prompt begin with. @throws {DomainError} what the model says of a prompt */
async function echoesOf({ services, target, asked, timeoutMs }: CompletionCall, signal: AbortSignal): Promise<Echo[]> {
  const prompts = asked.choices
    .filter((_, index) => index % asked.choicesOfPrompt === 0)
    .map(({ prompt }) => prompt as string);
  const alternatives = asked.logProbabilities ?? undefined;
  if (alternatives === undefined && !asked.echoesOnly) return prompts.map((text) => ({ text, tokens: null }));
  const scores = await scoreTexts(services, target, prompts, { timeoutMs, signal, alternatives, path: ['prompt'] });
  return prompts.map((text, place) => ({ text, tokens: scores[place]! }));
}
