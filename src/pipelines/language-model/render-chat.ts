import { Template } from '@huggingface/jinja';
import { InvalidInputError } from '../../lib/errors.js';
import type { ChatMessage } from '../pipeline.js';
import type { ChatTemplate } from './language-model-file.js';

/**
 * A conversation as the prompt that the model was trained on, up to where its next answer begins. The template writes the special
 * tokens itself: encode the prompt without adding them.
 * @throws {InvalidInputError} when there is no template, or it refuses the messages
 */
export function renderChat(template: ChatTemplate | null, messages: readonly ChatMessage[]): string {
  if (!template)
    throw new InvalidInputError(
      'This model has no chat template: give "chat" in pipeline.json, or ask with a prompt instead of messages.',
    );
  if (messages.length === 0) throw new InvalidInputError('A conversation needs a message.', ['messages']);
  try {
    return new Template(template.template).render({
      messages: messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: true,
      bos_token: template.beginToken ?? '',
      eos_token: template.endToken ?? '',
    });
  } catch (error) {
    throw new InvalidInputError(`The chat template refuses these messages: ${(error as Error).message}.`, ['messages']);
  }
}
