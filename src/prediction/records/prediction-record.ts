import { Column, Entity, PrimaryColumn } from 'typeorm';
import { RefColumn } from '../../storage/columns.js';
import { ModelTask } from '../../models/model.entity.js';
import { kindOf, recordedKind } from '../answers/answers.js';
import { type Prediction, PredictionContent, PredictionRoute } from '../prediction.js';
import { TensorPrediction } from '../tensors/tensor-prediction.js';
import { type StoredTensor, Tensor } from '../tensors/tensor.js';
import { RouteRole } from '../../releases/deployments/route.js';
import { storableText } from './storable-text.js';

/** A kept prediction: a row of a table that is partitioned by day. */
@Entity('prediction')
export class PredictionRecord {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  /** The instant in the id. */
  @PrimaryColumn({ type: 'timestamptz' })
  at!: Date;

  @RefColumn()
  projectId!: string;

  @RefColumn({ nullable: true })
  deploymentId!: string | null;

  @RefColumn({ nullable: true })
  releaseId!: string | null;

  @RefColumn()
  modelVersionId!: string;

  @Column('text')
  task!: ModelTask;

  @Column({ type: 'jsonb', nullable: true })
  input!: { text: string | null; pair?: string | null; tensors: readonly (Tensor | StoredTensor)[] | null } | null;

  @Column('jsonb')
  answer!: { outputs: readonly (Tensor | StoredTensor)[] } | object;

  @Column('double precision')
  latencyMs!: number;
}

export function recordOf(prediction: Prediction, keepInput: boolean): PredictionRecord {
  const { id, at, projectId, modelVersionId, route, latencyMs } = prediction;
  const known = kindOf(prediction);
  return Object.assign(new PredictionRecord(), {
    id,
    at,
    projectId,
    deploymentId: route?.deploymentId ?? null,
    releaseId: route?.releaseId ?? null,
    modelVersionId,
    task: known?.task ?? ModelTask.TENSORS,
    input: keepInput && prediction.input ? storable(prediction.input) : null,
    answer: known ? known.kind.store(prediction) : { outputs: (prediction as TensorPrediction).outputs },
    latencyMs,
  });
}

function storable({ text, pair, tensors }: PredictionContent): PredictionContent {
  const stored = (value: string | null) => (value === null ? null : storableText(value));
  return { text: stored(text), pair: stored(pair), tensors };
}

/** A record as the prediction it was. */
export function predictionOf(record: PredictionRecord): Prediction {
  const { id, at, projectId, modelVersionId, deploymentId, releaseId, latencyMs, answer, task } = record;
  const route =
    deploymentId === null
      ? null
      : Object.assign(new PredictionRoute(), { deploymentId, releaseId, role: RouteRole.STABLE });
  const input =
    record.input &&
    Object.assign(new PredictionContent(), {
      text: record.input.text,
      pair: record.input.pair ?? null,
      tensors: tensorsOf(record.input.tensors),
    });
  const base = { id, at, projectId, modelVersionId, route, input, latencyMs };
  const kind = recordedKind(task);
  if (kind) return Object.assign(new kind.type(), base, kind.restore(answer));
  const { outputs } = answer as { outputs: readonly (Tensor | StoredTensor)[] };
  return Object.assign(new TensorPrediction(), base, { outputs: tensorsOf(outputs) });
}

/** JSON of the database has no class. */
function tensorsOf<T extends readonly (Tensor | StoredTensor)[] | null>(stored: T): Tensor[] | Extract<T, null>;
function tensorsOf(stored: readonly (Tensor | StoredTensor)[] | null): Tensor[] | null {
  return stored?.map((tensor) => (tensor instanceof Tensor ? tensor : Tensor.ofStored(tensor))) ?? null;
}
