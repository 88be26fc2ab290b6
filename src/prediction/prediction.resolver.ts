import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, FieldResolver, Float, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../access/context.js';
import { registerNode } from '../access/nodes.js';
import { Role } from '../access/role.js';
import { selectsField } from '../graph/selects-field.js';
import { lineageOf } from '../lineage/lineage-of.js';
import { LineageStep } from '../lineage/lineage-step.entity.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { Deployment } from '../releases/deployments/deployment.entity.js';
import { Release } from '../releases/release.entity.js';
import { Feedback } from './feedback/feedback.entity.js';
import { predictionsById } from './find-predictions.js';
import { predict } from './predict.js';
import { PredictInput, timeoutOf } from './predict-inputs.js';
import { resolveTarget } from './routes/resolve-target.js';
import { Classification, LabelScore, MultiLabelClassification } from './answers/classification.js';
import { Prediction, PredictionRoute } from './prediction.js';
import { PredictionBatch } from './prediction-batch.js';
import { TextEmbedding } from './answers/text-embedding.js';
import { feedbackOfPrediction } from './feedback/feedback-loaders.js';
import { lineageOfRelease } from './lineage-of-release.js';
import type { RouteTable } from './routes/route-table.js';
import type { PredictServices } from './run.js';

registerNode({ prefix: 'prediction', role: Role.VIEWER, load: (context, id) => context.load(predictionsById, id) });

@Resolver()
export class PredictResolver {
  constructor(
    private readonly routes: RouteTable,
    private readonly services: PredictServices,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => PredictionBatch, { description: 'Answers of a model. Never cached. One bad item fails alone.' })
  async predict(
    @Arg('input', () => PredictInput, { description: 'What to predict.' }) input: PredictInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PredictionBatch> {
    const timeoutMs = timeoutOf(input.timeout);
    const target = await resolveTarget(context, this.routes, input.target);
    const { inputs, truncate } = input;
    const tellWords = selectsField(info, ['results', 'words']);
    return predict(this.services, { ...target, inputs, truncate, tellWords, timeoutMs, signal: context.signal });
  }

  @Authorized(Role.VIEWER)
  @Query(() => Prediction, {
    nullable: true,
    description: 'A kept prediction by id; null when it was not sampled, or is past its retention.',
  })
  prediction(
    @Arg('id', () => ID, { description: 'Id of the prediction.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Prediction | null> {
    return context.load(predictionsById, id);
  }
}

@Resolver(() => Prediction)
export class PredictionResolver {
  @FieldResolver(() => ModelVersion, { description: 'The version that answered.' })
  modelVersion(@Root() prediction: Prediction, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.get(ModelVersion, prediction.modelVersionId);
  }

  @FieldResolver(() => [Feedback], { description: 'What people said of it, oldest first.' })
  feedback(@Root() prediction: Prediction, @Ctx() context: RequestContext): Promise<Feedback[]> {
    return context.load(feedbackOfPrediction, prediction.id);
  }

  @FieldResolver(() => [LineageStep], {
    description: 'Every step behind it: the release first, then the version’s way back to the data.',
  })
  async lineage(@Root() prediction: Prediction, @Ctx() context: RequestContext): Promise<LineageStep[]> {
    const releaseId = prediction.route?.releaseId ?? null;
    const [release, behind] = await Promise.all([
      releaseId === null ? [] : context.load(lineageOfRelease, releaseId),
      lineageOf(context, prediction.modelVersionId),
    ]);
    return [...release, ...behind];
  }
}

@Resolver(() => Classification)
export class ClassificationResolver {
  @FieldResolver(() => [LabelScore], { description: 'The likeliest labels, likeliest first.' })
  scores(
    @Root() { labels, probabilities }: Classification,
    @Arg('first', () => Int, { defaultValue: 5, description: 'How many, at most.' }) first: number,
  ): LabelScore[] {
    return likeliest(labels, probabilities).slice(0, Math.max(0, first));
  }
}

@Resolver(() => MultiLabelClassification)
export class MultiLabelClassificationResolver {
  @FieldResolver(() => [LabelScore], { description: 'The labels that reach the threshold, likeliest first.' })
  labels(@Root() { allLabels, probabilities, chosen }: MultiLabelClassification): LabelScore[] {
    return likeliest(allLabels, probabilities).filter(({ label }) => chosen[allLabels.indexOf(label)] === 1);
  }

  @FieldResolver(() => [LabelScore], { description: 'The likeliest labels, given or not, likeliest first.' })
  scores(
    @Root() { allLabels, probabilities }: MultiLabelClassification,
    @Arg('first', () => Int, { defaultValue: 5, description: 'How many, at most.' }) first: number,
  ): LabelScore[] {
    return likeliest(allLabels, probabilities).slice(0, Math.max(0, first));
  }
}

@Resolver(() => TextEmbedding)
export class TextEmbeddingResolver {
  @FieldResolver(() => [Float], { description: 'Its numbers.' })
  vector(@Root() { values }: TextEmbedding): number[] {
    return Array.from(values);
  }

  @FieldResolver(() => String, {
    description: 'The same as float32, little-endian, base64: a quarter of the bytes.',
  })
  vectorBase64(@Root() { values }: TextEmbedding): string {
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
  }
}

function likeliest(labels: readonly string[], probabilities: ArrayLike<number>): LabelScore[] {
  return labels
    .map((label, index) => Object.assign(new LabelScore(), { label, score: probabilities[index]! }))
    .sort((a, b) => b.score - a.score);
}

@Resolver(() => PredictionRoute)
export class PredictionRouteResolver {
  @FieldResolver(() => Deployment, { description: 'The deployment.' })
  deployment(@Root() route: PredictionRoute, @Ctx() context: RequestContext): Promise<Deployment> {
    return context.get(Deployment, route.deploymentId);
  }

  @FieldResolver(() => Release, { nullable: true, description: 'The release that had brought the version.' })
  release(@Root() route: PredictionRoute, @Ctx() context: RequestContext): Promise<Release | null> {
    return route.releaseId ? context.find(Release, route.releaseId) : Promise.resolve(null);
  }
}
