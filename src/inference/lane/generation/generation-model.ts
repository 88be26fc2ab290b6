import type { Session } from '../../../onnx/runtime/session.js';
import type { LanguageModelPipeline } from '../../../pipelines/pipeline.js';
import type { LoadedModel } from '../lane-messages.js';
import type { GenerationRequest } from './generation-request.js';
import { Generator, type StepResult } from './generator.js';
import { proveDecoder, type ProvenDecoder } from './prove-decoder.js';

/** A language model in a lane, ready to generate. */
export class GenerationModel {
  private constructor(
    private readonly session: Session,
    private readonly pipeline: LanguageModelPipeline,
    private readonly proven: ProvenDecoder,
    private readonly generator: Generator,
  ) {}

  /** Tries how the model may be driven, and warms it up. @throws {InvalidInputError} when it is no language model */
  static async load(
    session: Session,
    pipeline: LanguageModelPipeline,
    cacheBudgetBytes: number,
  ): Promise<GenerationModel> {
    const proven = await proveDecoder(session, pipeline, cacheBudgetBytes);
    return new GenerationModel(
      session,
      pipeline,
      proven,
      new Generator(proven.decoder, pipeline, pipeline, proven.conduct),
    );
  }

  describe(): LoadedModel {
    const { conduct, memory, separateReason, uncachedReason } = this.proven;
    return {
      inputs: [{ name: 'text_input', datatype: 'BYTES', shape: [1] }],
      outputs: [{ name: 'text_output', datatype: 'BYTES', shape: [1] }],
      batching: { maxRows: conduct.rowsPerRun, reason: separateReason },
      device: this.session.device,
      generation: { ...memory, contextLength: this.pipeline.contextLength, uncachedReason },
    };
  }

  step(joining: readonly GenerationRequest[], leaving: readonly number[]): Promise<StepResult> {
    return this.generator.step(joining, leaving);
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
