import {
  type TrainingAlgorithm,
  TrainingAlgorithmsDocument,
  type TrainingAlgorithmsQuery,
} from '../../client/index.js';
import { optionNames } from '../options.js';
import type { Session } from '../session.js';
import { ALGORITHMS, settingsInputOf, taskOf } from './algorithms.js';

/** What a gateway says of an algorithm. */
export interface DescribedAlgorithm {
  /** As --algorithm takes it. */
  name: string;
  description: string;
  /** Of its models, unless a setting says otherwise. */
  task: string;
  settings: DescribedSetting[];
}

/** A setting as --set takes it. */
export interface DescribedSetting {
  name: string;
  /** A scalar of GraphQL, or the values to choose from, as in "NONE | BALANCED". */
  type: string;
  /** Null where there is none, or where it follows from others, as the description says. */
  default: string | null;
  description: string;
}

type Algorithms = NonNullable<NonNullable<TrainingAlgorithmsQuery['__type']>['inputFields']>;
type Setting = NonNullable<Algorithms[number]['type']['inputFields']>[number];

/** The algorithms of the gateway that this program knows, in the order of --algorithm. */
export async function describedAlgorithms({ client }: Session): Promise<DescribedAlgorithm[]> {
  const { __type: settings } = await client.request(TrainingAlgorithmsDocument, {});
  const known = new Map(settings?.inputFields?.map((field) => [field.name, field]));
  return ALGORITHMS.flatMap((algorithm) => {
    const field = known.get(fieldOf(algorithm));
    if (!field) return [];
    return {
      name: optionNames([algorithm])[0]!,
      description: field.description ?? '',
      task: taskOf(algorithm, {}).toLowerCase(),
      settings: field.type.inputFields?.map(settingOf) ?? [],
    };
  });
}

/** The field of an algorithm in the settings of a training. */
function fieldOf(algorithm: TrainingAlgorithm): string {
  return Object.keys(settingsInputOf(algorithm, {}))[0]!;
}

function settingOf({ name, type, defaultValue, description }: Setting): DescribedSetting {
  const named = type.name === null ? type.ofType! : type;
  const values = named.enumValues?.map((value) => value.name).join(' | ');
  return { name, type: values ?? named.name!, default: defaultValue, description: description ?? '' };
}
