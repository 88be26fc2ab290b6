/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What kind of actor did something. */
export type ActorKind =
  /** Sluice itself: a rule that acted on its own. */
  | 'SYSTEM'
  /** Whoever holds an API token. */
  | 'TOKEN';

/** All predictions move to the version as soon as every inference worker has loaded it. */
export type AllAtOnceInput = {
  /** How long the version that served before stays loaded, for requests under way and for a quick way back. */
  drain?: string;
};

/** Analogies to complete, and the model to ask. */
export type AnalogyInput = {
  /** How many answers for each, 1 to 1,000. */
  first?: number;
  /** The questions, 1 to 256. */
  questions: Array<AnalogyQuestionInput>;
  /** The model of word vectors. */
  target: PredictTargetInput;
  /** How long it may take, at most PT60S. */
  timeout?: string;
};

/** a is to b as c is to what? "man" is to "king" as "woman" is to "queen". */
export type AnalogyQuestionInput = {
  /** The word that b belongs to. */
  a: string;
  /** What belongs to a. */
  b: string;
  /** The word whose counterpart of b is wanted. */
  c: string;
};

/** Lets trials pause after some epochs, of which the best go on: asynchronous successive halving (ASHA). */
export type AshaInput = {
  /** Epochs after which trials pause for the first time, below those of the training. */
  minEpochs?: number;
  /** Of so many trials, 2 to 10, one goes on, to so many times the epochs. */
  reductionFactor?: number;
};

/** How one attempt to run a job ended. */
export type AttemptEnd =
  /** Stopped because someone asked for it. */
  | 'CANCELLED'
  /** With an error; it would fail again the same way. */
  | 'FAILED'
  /** A trial that waits, with its checkpoint, for its study to decide whether it goes on. */
  | 'PAUSED'
  /** With a result. */
  | 'SUCCEEDED'
  /** It took longer than the job may. */
  | 'TIMED_OUT'
  /** Its worker died, stopped or was stopped; the job is tried again. */
  | 'WORKER_LOST';

/** What a change means, at a confidence of 95%. */
export type ChangeVerdict =
  /** The candidate is better. */
  | 'BETTER'
  /** They differ by less than matters. */
  | 'SAME'
  /** There are too few rows to tell; nothing is called better or worse on fewer than 20. */
  | 'UNCERTAIN'
  /** The candidate is worse. */
  | 'WORSE';

/** How much a row of each label counts. */
export type ClassWeighting =
  /** Each label as much as any other, however many rows it has; with multiLabel, of each label the rows that have it as much as those that do not. */
  | 'BALANCED'
  /** All rows alike. */
  | 'NONE';

/** What a fastText classifier minimizes. */
export type ClassifierObjective =
  /** The same over a tree of the labels: a step costs the logarithm of their number. For thousands. */
  | 'HIERARCHICAL_SOFTMAX'
  /** That the label is told from some drawn others. Each label has a probability of its own; they need not add up to 1. */
  | 'NEGATIVE_SAMPLING'
  /** A yes or no for each label. Each has a probability of its own; they need not add up to 1. */
  | 'ONE_VS_ALL'
  /** The log loss of a distribution over all labels. */
  | 'SOFTMAX';

/** How a text is cut into words, in training and in serving. */
export type ClassifierWordCut =
  /** At white space, and nothing else changed, as fastText does. */
  | 'WHITE_SPACE'
  /** In lower case; punctuation marks are words, and so is each Chinese or Japanese character. */
  | 'WORDS_AND_MARKS';

/** What a column is for. */
export type ColumnInput = {
  /** What it is for. Every row is held to it. */
  kind: ColumnKind;
  /** Name of the column. */
  name: string;
};

/** What a column of a dataset is for. */
export type ColumnKind =
  /** Names the row beyond this version: rows of two versions with the same key are the same row. */
  | 'KEY'
  /** What a model learns to say; in JSON Lines an array gives a row several labels. */
  | 'LABEL'
  /** A number. */
  | 'NUMBER'
  /** Kept with the row and not used. */
  | 'OTHER'
  /** What a model reads. Several such columns are joined by line feeds, in their order. */
  | 'TEXT'
  /** A date or an instant in ISO 8601. */
  | 'TIME';

/** A token to make. */
export type CreateApiTokenInput = {
  /** When it stops working; never when left out. */
  expiresAt?: string | null | undefined;
  /** Name, shown in history. */
  name: string;
  /** Project that it acts in; your own when left out. Another one needs an admin of the project "default". */
  project?: string | null | undefined;
  /** What its holder may do. */
  role: Role;
};

/** A dataset to make. */
export type CreateDatasetInput = {
  /** What it holds and where it comes from. */
  description?: string;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey?: string | null | undefined;
  /** Unique name in the project: lower-case letters, digits, ".", "_" and "-". */
  name: string;
  /** Keys and values to find it by. */
  tags?: Array<TagInput>;
};

/** An environment to make. */
export type CreateEnvironmentInput = {
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Unique name in the project: "production". */
  name: string;
};

/** A model to make. */
export type CreateModelInput = {
  /** What it is for. */
  description?: string;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey?: string | null | undefined;
  /** Unique name in the project: lower-case letters, digits, ".", "_" and "-". */
  name: string;
  /** Keys and values to find it by. */
  tags?: Array<TagInput>;
  /** What its versions answer. */
  task: ModelTask;
};

/** How rows lie in a file of UTF-8 text. */
export type DatasetFormat =
  /** Values between commas or semicolons, quoted with " where needed (RFC 4180). */
  | 'CSV'
  /** What `fasttext supervised` learns from: one text a line; words that begin with "__label__" are its labels, in the column "labels", without that. */
  | 'FASTTEXT'
  /** One JSON object a line; its keys are the columns. */
  | 'JSON_LINES'
  /** One text a line, in the column "text"; blank lines separate and are no rows. */
  | 'PLAIN_TEXT'
  /** Values between tabs; quotes mean nothing special (IANA text/tab-separated-values). */
  | 'TSV';

/** Element type of a tensor, as the Open Inference Protocol names it. */
export type Datatype =
  /** True or false, one byte. */
  | 'BOOL'
  /** Bytes of any length: text in UTF-8. */
  | 'BYTES'
  /** Floating-point number of 16 bits. */
  | 'FP16'
  /** Floating-point number of 32 bits. */
  | 'FP32'
  /** Floating-point number of 64 bits. */
  | 'FP64'
  /** Signed integer of 8 bits. */
  | 'INT8'
  /** Signed integer of 16 bits. */
  | 'INT16'
  /** Signed integer of 32 bits. */
  | 'INT32'
  /** Signed integer of 64 bits. */
  | 'INT64'
  /** Unsigned integer of 8 bits. */
  | 'UINT8'
  /** Unsigned integer of 16 bits. */
  | 'UINT16'
  /** Unsigned integer of 32 bits. */
  | 'UINT32'
  /** Unsigned integer of 64 bits. */
  | 'UINT64';

/** A model in an environment. */
export type DeploymentRefInput = {
  /** Name of the environment. */
  environment: string;
  /** Name of the model. */
  model: string;
};

/** Lets a model learn from the answers of another one beside the labels of the rows, or the tokens of texts: knowledge distillation. */
export type DistillationInput = {
  /** The teacher's share of the loss, above 0 to 1; labels, or the tokens of texts, have the rest. */
  alpha?: number;
  /** The version whose answers are learned, as "topics@3". Of a classifier: one that has the labels of the rows. Of a regression: another one. Of a language model, a text GAN or a text VAE: a recurrent or transformer language model that was trained here, whose tokens the student takes. */
  teacher: string;
  /** Divides the logits of both before they are compared, 0.1 to 100: above 1 unlikely labels count more. 2 when left out; a regression has none. */
  temperature?: number | null | undefined;
};

/** extensions.code of every error; also why a job or one prediction failed. */
export type ErrorCode =
  /** Someone cancelled it. */
  | 'CANCELLED'
  /** The present state does not allow it. */
  | 'CONFLICT'
  /** The events after the cursor are no longer kept. */
  | 'CURSOR_EXPIRED'
  /** The token’s role does not allow it. */
  | 'FORBIDDEN'
  /** The key was used for another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A fault of Sluice; the id in the message is in its log. */
  | 'INTERNAL'
  /** The input is wrong; extensions.path says where. */
  | 'INVALID_INPUT'
  /** A limit was exceeded; extensions.limit and extensions.actual say by how much. */
  | 'LIMIT_EXCEEDED'
  /** Nothing has that name or id. */
  | 'NOT_FOUND'
  /** It needs more memory than there is. */
  | 'OUT_OF_MEMORY'
  /** It took longer than allowed. */
  | 'TIMEOUT'
  /** No valid token was sent. */
  | 'UNAUTHENTICATED'
  /** What is needed cannot be reached now; try again. */
  | 'UNAVAILABLE'
  /** The process that did the work is gone. */
  | 'WORKER_LOST';

/** A model version to measure, and the rows to measure it on. */
export type EvaluateModelVersionInput = {
  /** The rows: an id, "mails@3" or "mails@latest". For a classifier each has one label, for a model of the task MULTI_LABEL any number of them, and for one of the task REGRESSION one number; for a model of the task EMBEDDING they are the lines of a test of words: analogies, or pairs with ratings. */
  datasetVersion: string;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** The version: an id, "spam-filter@7" or "spam-filter@champion". */
  modelVersion: string;
  /** Name of the split. */
  split?: string;
};

/** A linear classifier with a hidden layer over words and n-grams (Joulin et al. 2016): fastText supervised. */
export type FastTextClassifierInput = {
  /** Runs and parts whose hashes are alike modulo this share a vector, 1 to 16,777,216. Only those that are met take memory. */
  buckets?: number;
  /** How a text is cut into words, in training and in serving. */
  cut?: ClassifierWordCut;
  /** Numbers of the hidden vector, 1 to 1,024. */
  dimensions?: number;
  /** Passes over the training rows, 1 to 1,000. */
  epochs?: number;
  /** Length of the first steps, above 0, at most 10; it falls to 0. */
  learningRate?: number;
  /** Longest part of a word in characters, up to 32; 0 for no parts. */
  maxNgram?: number;
  /** Least occurrences of a word that gets a vector, 1 or more. */
  minCount?: number;
  /** Shortest part of a word in characters: 1 to maxNgram, or 0 where maxNgram is 0. */
  minNgram?: number;
  /** Whether a text has any number of labels, for a model of the task MULTI_LABEL. Otherwise each has one, and the task is CLASSIFICATION. */
  multiLabel?: boolean;
  /** Other labels drawn for each text, 1 to 50, for NEGATIVE_SAMPLING alone; 5 when left out. */
  negatives?: number | null | undefined;
  /** What is minimized. SOFTMAX when left out, and with multiLabel ONE_VS_ALL: of the several labels of a text the others teach one a pass, drawn at random. */
  objective?: ClassifierObjective | null | undefined;
  /** Threads that train together without locks, 1 to 64. One gives the same version each time; more do so within noise. */
  threads?: number;
  /** A label is given from this probability on, 0 to 1, for multiLabel alone; 0.5 when left out. */
  threshold?: number | null | undefined;
  /** Longest run of words that has a vector of its own, 1 to 10. */
  wordNgrams?: number;
};

/** Vectors of words and of their parts (Bojanowski et al. 2017). */
export type FastTextInput = {
  /** What predicts what. */
  architecture?: WordVectorArchitecture;
  /** Parts whose hashes are alike modulo this share a vector, 1 to 16,777,216. Only parts that are met take memory. */
  buckets?: number;
  /** Numbers of a vector, 1 to 1,024. */
  dimensions?: number;
  /** Passes over the training rows, 1 to 1,000. */
  epochs?: number;
  /** Length of the first steps, above 0, at most 1; it falls to 0. 0.05 when left out. */
  learningRate?: number | null | undefined;
  /** How a word is told apart from all others. */
  loss?: WordVectorLoss;
  /** Longest part of a word in characters, minNgram to 32. */
  maxNgram?: number;
  /** Least occurrences of a word that gets a vector, 1 or more. */
  minCount?: number;
  /** Shortest part of a word in characters, 1 to 32. */
  minNgram?: number;
  /** Noise words for each word, 1 to 50, with the loss NEGATIVE_SAMPLING; 5 when left out. */
  negatives?: number | null | undefined;
  /** Least occurrences of the words of a phrase, and of the phrase, 1 or more; 5 when left out. With phrasePasses only. */
  phraseMinCount?: number | null | undefined;
  /** Passes over the text that join words which often come one behind the other, such as new_york, 0 to 5; each joins two by two. 0 for none. */
  phrasePasses?: number;
  /** Least score of a phrase, above 0: how many times as often its words come together as by chance, with phraseMinCount taken off; 100 when left out. With phrasePasses only. */
  phraseThreshold?: number | null | undefined;
  /** What is a word in Chinese and Japanese. Texts are cut the same way when the model is served. */
  segmentation?: WordSegmentation;
  /** Whether a word has the same noise words for all words around it: 1.7 times as fast, with worse analogies; false when left out. With SKIP_GRAM and NEGATIVE_SAMPLING only. */
  sharedNegatives?: boolean | null | undefined;
  /** Share of all words, 0 to 1, above which a word is passed over now and then; 0 for never. */
  subsample?: number;
  /** Threads that train together without locks, 1 to 64. One gives the same vectors each time; more do so within noise. */
  threads?: number;
  /** Most words that get a vector, 2 to 4,000,000; the most frequent do. */
  vocabularySize?: number;
  /** Words on each side of a word that it predicts at most, 1 to 50; each word draws how many. */
  window?: number;
};

/** What the right answer of one prediction would have been. */
export type FeedbackInput = {
  /** Anything to add. */
  comment?: string | null | undefined;
  /** Labels that would have been right. */
  expectedLabels: Array<string>;
  /** Id of the prediction. */
  prediction: string;
};

/** How a generated text ended. */
export type FinishReason =
  /** Its reader left before its end. */
  | 'CANCELLED'
  /** It has as many tokens as were asked for, or as the model takes. */
  | 'LENGTH'
  /** The model ended it, or a stop string came. */
  | 'STOP';

/** What to generate. */
export type GenerateInput = {
  /** Tokens to generate at most: 1 to 32768. */
  maxTokens?: number;
  /** The text to go on from. */
  prompt: string;
  /** Above 1 makes tokens of the prompt and of the text less likely, below 1 more. At most 100. */
  repetitionPenalty?: number;
  /** The same seed draws the same text; another one each time without. From 0 to 2^64 - 1. */
  seed?: number | string | null | undefined;
  /** Strings that end the text, which are no part of it: 64 at most, none of them empty. */
  stop?: Array<string>;
  /** Which language model. */
  target: PredictTargetInput;
  /** Divides the logits: below 1 the likelier tokens gain, and 0 always takes the likeliest. At most 100. */
  temperature?: number;
  /** How long the whole text may take, at most PT10M; it fails with TIMEOUT then. */
  timeout?: string;
  /** Draws among so many of the likeliest tokens; 0 for all. */
  topK?: number;
  /** Draws among the fewest of the likeliest tokens that together have this probability: above 0, up to 1. */
  topP?: number;
  /** Begins between what two seeds draw. Beside `seed`, which draws the tokens; refused by models that draw nothing to begin with. */
  towards?: TowardsSeedInput | null | undefined;
};

/** Vectors of words from how often they come near one another (Pennington et al. 2014). */
export type GloVeInput = {
  /** The power, 0 to 1, that this share is taken to; 0 lets all pairs count alike. */
  alpha?: number;
  /** Numbers of a vector, 1 to 1,024. */
  dimensions?: number;
  /** Passes over the pairs of words that were met, 1 to 1,000. */
  epochs?: number;
  /** Length of the first steps, above 0, at most 1; AdaGrad shortens them. */
  learningRate?: number;
  /** Least occurrences of a word that gets a vector, 1 or more. */
  minCount?: number;
  /** Least occurrences of the words of a phrase, and of the phrase, 1 or more; 5 when left out. With phrasePasses only. */
  phraseMinCount?: number | null | undefined;
  /** Passes over the text that join words which often come one behind the other, such as new_york, 0 to 5; each joins two by two. 0 for none. */
  phrasePasses?: number;
  /** Least score of a phrase, above 0: how many times as often its words come together as by chance, with phraseMinCount taken off; 100 when left out. With phrasePasses only. */
  phraseThreshold?: number | null | undefined;
  /** Threads that train together, 1 to 64. The same number gives the same vectors each time. */
  threads?: number;
  /** Most words that get a vector, 2 to 4,000,000; the most frequent do. */
  vocabularySize?: number;
  /** Words on each side of a word that count as near it, 1 to 50, each by one over its distance. */
  window?: number;
  /** Pairs that were met so often, above 0, or more count fully; others by their share of it. */
  xMax?: number;
};

/** What a verdict rests on. */
export type HealthReasonCode =
  /** Too many predictions fail. */
  | 'ERRORS'
  /** Answers take long. */
  | 'LATENCY'
  /** Predictions found no worker that could take them. */
  | 'NOT_READY'
  /** No prediction was asked for. */
  | 'NO_TRAFFIC'
  /** Many predictions wait, or none of those that wait is answered. */
  | 'QUEUE'
  /** A worker died or broke off while it had predictions. */
  | 'WORKER_LOST';

/** How well a deployment serves. */
export type HealthVerdict =
  /** Predictions are answered, but something is off: see the reasons. */
  | 'DEGRADED'
  /** Predictions are answered, in time and without errors. */
  | 'HEALTHY'
  /** Many predictions fail, or none is answered: see the reasons. */
  | 'UNHEALTHY'
  /** There was no prediction to judge by. */
  | 'UNKNOWN';

/** A file to import as a new version of a dataset. */
export type ImportDatasetVersionInput = {
  /** Columns whose kind you know, to which every row is held; the others are inferred from the first rows. */
  columns?: Array<ColumnInput> | null | undefined;
  /** Name of the dataset. */
  dataset: string;
  /** How rows lie in the file; detected from its name and content when left out. */
  format?: DatasetFormat | null | undefined;
  /** Whether the first row of a CSV or TSV file names the columns. If not, `columns` names them in order. */
  header?: boolean;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Rows that may be bad, 0 to 100,000: they are left out and reported. More of them fail the import. */
  maxBadRows?: number;
  /** Another seed deals the rows out to the splits anew. Of no effect when a column names the splits. */
  seed?: number | string;
  /** The file. */
  source: ImportSourceInput;
  /** How rows come into splits; when left out, train gets 0.8 of them, validation 0.1 and test 0.1. */
  splits?: SplitInput | null | undefined;
};

/** Where the bytes of a file come from: exactly one of these. */
export type ImportSourceInput =
  {   /** The file of an earlier import of this project, by digest. */
  blob: string; text?: never; upload?: never; }
  |  { blob?: never;   /** The content itself, as long as a request may be. */
  text: string; upload?: never; }
  |  { blob?: never; text?: never;   /** Id that ended the Location of a finished tus upload: upload_01h…. An import uses it up. */
  upload: string; };

/** What a model can run on. */
export type InferenceDevice =
  /** The processor; tried last in any case. */
  | 'CPU'
  /** A GPU of NVIDIA, where its libraries are installed. */
  | 'CUDA'
  /** Any GPU that WebGPU reaches. */
  | 'WEBGPU';

/** Which jobs: those that match all that is given. */
export type JobFilter = {
  /** Asked for after this instant. */
  createdAfter?: string | null | undefined;
  /** Of one of these kinds. */
  kind?: Array<JobKind> | null | undefined;
  /** Started by this actor. */
  startedBy?: string | null | undefined;
  /** In one of these states. */
  state?: Array<JobState> | null | undefined;
  /** That work on or for this dataset, model or version, by id. */
  target?: string | null | undefined;
};

/** A job to do something to. */
export type JobInput = {
  /** Id of the job. */
  id: string;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Why, for the audit trail. */
  reason?: string | null | undefined;
};

/** What a job does. */
export type JobKind =
  /** Measures a model version on a dataset version. */
  | 'EVALUATION'
  /** Brings files into a dataset as a new version. */
  | 'IMPORT'
  /** Makes a model version smaller or faster. */
  | 'OPTIMIZATION'
  /** Trains a model version on a dataset version. */
  | 'TRAINING'
  /** Searches the settings of a training by many trainings, its trials. */
  | 'TUNING';

/** Where a job is in its life. */
export type JobState =
  /** Stopped because someone asked for it. */
  | 'CANCELLED'
  /** Finished without a result; `failure` says why. */
  | 'FAILED'
  /** Waits for a worker; also between two attempts, and a trial while its study decides whether it goes on. */
  | 'QUEUED'
  /** A worker runs it. */
  | 'RUNNING'
  /** Finished, with a result. */
  | 'SUCCEEDED';

/** How the learning rate of a neural model goes over its training. */
export type LearningRateSchedule =
  /** It stays. */
  | 'CONSTANT'
  /** It falls along half a cosine to a twentieth. */
  | 'COSINE'
  /** It falls in a straight line to a twentieth. */
  | 'LINEAR';

/** What happened in an environment. */
export type LedgerChange =
  /** A release failed; routes stay. */
  | 'FAILED'
  /** Its version serves now. */
  | 'PROMOTED'
  /** The version before serves again. */
  | 'ROLLED_BACK'
  /** A release was started; routes stay. */
  | 'STARTED';

/** What made an artifact, or put it to use. */
export type LineageKind =
  /** Rows were imported into a dataset version. */
  | 'IMPORT'
  /** A model version was made smaller or faster. */
  | 'OPTIMIZATION'
  /** A model version was released to an environment. */
  | 'RELEASE'
  /** A model version was trained. */
  | 'TRAINING'
  /** A model made elsewhere was registered. */
  | 'UPLOAD';

/** How grave a log line is, in rising order. */
export type LogLevel =
  /** Detail for whoever looks for a cause. */
  | 'DEBUG'
  /** Something failed. */
  | 'ERROR'
  /** What goes on. */
  | 'INFO'
  /** Something to look at; the job goes on. */
  | 'WARN';

/** Multinomial logistic regression over n-grams, or a logistic regression for each label: a linear classifier of texts in any language. */
export type MaximumEntropyInput = {
  /** Longest run of characters that is a feature, from 2 on, 0 to 8; 0 for none. */
  characterNgrams?: number;
  /** How much a row of each label counts. */
  classWeights?: ClassWeighting;
  /** Most passes over the training rows, 1 to 10,000; it ends sooner when nothing changes. */
  epochs?: number;
  /** Hash n-grams into so many columns in place of a vocabulary: a power of two, 256 to 16,777,216. */
  hashBuckets?: number | null | undefined;
  /** L2 penalty, above 0; chosen on the validation rows when left out. */
  l2?: number | null | undefined;
  /** Least number of rows that hold an n-gram of the vocabulary, 1 or more; 2 when left out. */
  minCount?: number | null | undefined;
  /** Whether a text has any number of labels, for a model of the task MULTI_LABEL. Otherwise each has one, and the task is CLASSIFICATION. */
  multiLabel?: boolean;
  /** Whether punctuation marks and symbols count as words. */
  punctuation?: boolean;
  /** A label is given from this probability on, 0 to 1, for multiLabel alone; 0.5 when left out. */
  threshold?: number | null | undefined;
  /** Most n-grams of the vocabulary, up to 4,000,000; 1000000 when left out. The most frequent stay. */
  vocabularySize?: number | null | undefined;
  /** Longest run of words that is a feature, 0 to 5; each Chinese or Japanese character is a word. */
  wordNgrams?: number;
};

/** A log-linear model of each token by the n-grams that end with it (Rosenfeld 1996): trained in minutes, without an accelerator. */
export type MaximumEntropyLanguageModelInput = {
  /** Most iterations with one variance, 1 to 10,000; it ends sooner when the loss no longer falls. */
  epochs?: number;
  /** What a token is. When left out: WORD, or what the version has whose tokens are taken, as a teacher's are. */
  level?: TokenLevel | null | undefined;
  /** How often n-grams of three and more tokens must be seen to have a weight, 1 to 1,000,000. Pairs need one time. */
  minCount?: number;
  /** Tokens of the longest n-grams, 2 to 6. */
  order?: number;
  /** Variance of the Gaussian prior of weights, 0.001 to 1,000: less holds them nearer to 0. When left out it is chosen on the validation rows; 2 where there are none. */
  priorVariance?: number | null | undefined;
  /** Most tokens, up to 200,000; the most frequent stay. Subwords need 257 or more, the others 3. When left out: 20000, or what the version has whose tokens are taken, as a teacher's are. */
  vocabularySize?: number | null | undefined;
};

/** A number for a text, linear in its n-grams, with normal errors: ridge regression. The labels of its rows are numbers. */
export type MaximumEntropyRegressionInput = {
  /** Longest run of characters that is a feature, from 2 on, 0 to 8; 0 for none. */
  characterNgrams?: number;
  /** Most passes over the training rows, 1 to 10,000; it ends sooner when nothing changes. */
  epochs?: number;
  /** Hash n-grams into so many columns in place of a vocabulary: a power of two, 256 to 16,777,216. */
  hashBuckets?: number | null | undefined;
  /** L2 penalty, above 0; chosen on the validation rows when left out. */
  l2?: number | null | undefined;
  /** Least number of rows that hold an n-gram of the vocabulary, 1 or more; 2 when left out. */
  minCount?: number | null | undefined;
  /** Whether punctuation marks and symbols count as words. */
  punctuation?: boolean;
  /** Most n-grams of the vocabulary, up to 4,000,000; 1000000 when left out. The most frequent stay. */
  vocabularySize?: number | null | undefined;
  /** Longest run of words that is a feature, 0 to 5; each Chinese or Japanese character is a word. */
  wordNgrams?: number;
};

/** What was measured. */
export type MetricName =
  /** Share of rows whose most probable label is the right one; for MULTI_LABEL, that were given all of their labels and no other. */
  | 'ACCURACY'
  /** Share of analogies completed with the right word, of those whose words are known: by the sum of cosines (3CosAdd). */
  | 'ANALOGY_ACCURACY'
  /** The same by the product of cosines (3CosMul). */
  | 'ANALOGY_ACCURACY_MULTIPLICATIVE'
  /** How far probabilities are from the share of right answers, over 15 bins of equal width. */
  | 'CALIBRATION_ERROR'
  /** Share of the questions or pairs of a test whose words are all known. */
  | 'COVERAGE'
  /** Harmonic mean of precision and recall of each label, averaged over labels. */
  | 'F1_MACRO'
  /** F1 over all decisions together; with one label a row it is the accuracy. */
  | 'F1_MICRO'
  /** Time of a run that half of all runs keep below, in milliseconds. */
  | 'LATENCY_P50'
  /** Time of a run that 95% of all runs keep below, in milliseconds. */
  | 'LATENCY_P95'
  /** Mean negative log likelihood of the right label, in nats; for MULTI_LABEL, of each label being there or not, averaged over labels. */
  | 'LOG_LOSS'
  /** Mean distance of a number that is answered to the right one. */
  | 'MEAN_ABSOLUTE_ERROR'
  /** Share of right ones among the rows given a label, averaged over labels. */
  | 'PRECISION'
  /** Share of the rows with labels whose most probable label, given or not, is one of theirs. */
  | 'PRECISION_AT_1'
  /** Share of right ones among all labels that rows were given. */
  | 'PRECISION_MICRO'
  /** Share of a label's rows that were given it, averaged over labels. */
  | 'RECALL'
  /** Share of the labels of all rows that are the most probable one of their row. */
  | 'RECALL_AT_1'
  /** Share of the labels of all rows that these were given. */
  | 'RECALL_MICRO'
  /** Root of the mean of the squares of these distances. */
  | 'ROOT_MEAN_SQUARED_ERROR'
  /** Share of the variance of the right numbers that the answers explain: 1 less the squared errors over those of their mean. Below 0 where the mean would do better. */
  | 'R_SQUARED'
  /** Bytes of all files of a version. */
  | 'SIZE'
  /** Rows a second. */
  | 'THROUGHPUT'
  /** Spearman's rank correlation of people's ratings of pairs of words and the cosines of their vectors. */
  | 'WORD_SIMILARITY';

/** One file of a model version. */
export type ModelFileInput = {
  /** Path in the version: "model.onnx", "pipeline.json". */
  path: string;
  /** What it is. */
  role: ModelFileRole;
  /** Where its bytes come from. */
  source: ModelFileSourceInput;
};

/** What a file of a model version is. */
export type ModelFileRole =
  /** What was measured when it was made, and what it keeps of its making. Serving needs none of it. */
  | 'EVIDENCE'
  /** Terms of use. */
  | 'LICENCE'
  /** The ONNX graph, "model.onnx". Exactly one. */
  | 'MODEL'
  /** Anything else. */
  | 'OTHER'
  /** "pipeline.json": how text becomes tensors and tensors become answers. */
  | 'PIPELINE'
  /** A Hugging Face tokenizer.json. */
  | 'TOKENIZER'
  /** Words or features and their numbers. */
  | 'VOCABULARY'
  /** External data of the ONNX graph. */
  | 'WEIGHTS';

/** Where the bytes of a model file come from: exactly one of these. */
export type ModelFileSourceInput =
  {   /** A file of another model version of this project. */
  blob: string; text?: never; upload?: never; }
  |  { blob?: never;   /** The content itself, at most 1,000,000 characters: for pipeline.json and the like. */
  text: string; upload?: never; }
  |  { blob?: never; text?: never;   /** Id that ended the Location of a finished tus upload: upload_01h…. It is used up. */
  upload: string; };

/** What a model answers. */
export type ModelTask =
  /** One label of several, for a text. */
  | 'CLASSIFICATION'
  /** A vector, for a text. */
  | 'EMBEDDING'
  /** The text that follows a prompt, token by token. */
  | 'LANGUAGE_MODEL'
  /** Any number of labels, for a text. */
  | 'MULTI_LABEL'
  /** A number, for a text. */
  | 'REGRESSION'
  /** Tensors for tensors, as its ONNX graph says. */
  | 'TENSORS'
  /** Labelled stretches of a text: names, places. */
  | 'TOKEN_CLASSIFICATION';

/** Whose neighbours to find, and among what. Give texts or vectors. */
export type NearestNeighboursInput = {
  /** Candidates for texts, 1 to 1,000: each is embedded and compared. When left out, all words of the vocabulary of a model of word vectors, but those of the text itself. */
  among?: Array<string> | null | undefined;
  /** How many for each, 1 to 1,000. */
  first?: number;
  /** The embedding model. */
  target: PredictTargetInput;
  /** Texts or words whose neighbours are wanted, 1 to 256. */
  texts?: Array<string> | null | undefined;
  /** How long it may take, at most PT60S. */
  timeout?: string;
  /** Cuts texts that are too long for the model. */
  truncate?: boolean;
  /** Vectors whose neighbours in the vocabulary are wanted, 1 to 256, each of the dimensions of the model. */
  vectors?: Array<Array<number>> | null | undefined;
};

/** How the weights of a neural model change by their gradients. */
export type NeuralOptimizer =
  /** AdaGrad. */
  | 'ADAGRAD'
  /** Adam with betas 0.9 and 0.999. */
  | 'ADAM'
  /** Adam with a weight decay: 0.01, or the setting weightDecay where there is one. */
  | 'ADAMW'
  /** Gradient descent with momentum 0.9. */
  | 'MOMENTUM'
  /** Gradient descent. */
  | 'SGD';

/** The rows that quality and speed are measured on. */
export type OptimizationEvaluationInput = {
  /** Rows in the runs that are timed: 1 to 4 sizes, each 1 to 256. */
  batchSizes?: Array<number>;
  /** The rows: an id, "mails@3" or "mails@latest". Each row has one label; those for word vectors are the lines of a test of words. */
  datasetVersion: string;
  /** Name of the split. */
  split?: string;
};

/** What an optimization is to improve, and what it must not cost. */
export type OptimizationGoalInput = {
  /** Longest median time of a run of the smallest batch, in milliseconds; any when left out. */
  maxLatencyMs?: number | null | undefined;
  /** Most quality that may be lost, in the metric's unit, at the pessimistic end of the 95% interval. */
  maxQualityLoss?: number;
  /** Most bytes of all files but evidence; any when left out. */
  maxSizeBytes?: number | string | null | undefined;
  /** What to improve. */
  minimize: OptimizationObjective;
  /** How quality is measured: any quality metric of a classifier; of word vectors ANALOGY_ACCURACY, ANALOGY_ACCURACY_MULTIPLICATIVE or WORD_SIMILARITY, as the rows are a test of. */
  qualityMetric?: MetricName;
};

/** What an optimization is to improve. */
export type OptimizationObjective =
  /** Median time of a run of the smallest batch. */
  | 'LATENCY'
  /** Bytes of all files but evidence. */
  | 'SIZE'
  /** Rows a second in runs of the largest batch. */
  | 'THROUGHPUT';

/** A way to make a model smaller or faster. */
export type OptimizationPassKind =
  /** Weights of products and embeddings as 8-bit integers; what they are multiplied with is quantized at run time, each row by itself. */
  | 'DYNAMIC_INT8'
  /** Of a fastText classifier, only the rows of words and n-grams with the longest vectors, `keepRows` of them; it is not trained again. */
  | 'FEATURE_PRUNING'
  /** Folds constants and fuses neighbouring operators once, rather than at every load. */
  | 'FUSION'
  /** Rows of large tables of embeddings as numbers of the nearest of 256 centroids, a byte for four values. */
  | 'PRODUCT_QUANTIZATION';

/** Whether a candidate is worth having in place of its source. */
export type OptimizationVerdict =
  /** Better at what was to be improved, and within every limit of the goal. */
  | 'BETTER'
  /** It could not be made, or does not run. */
  | 'FAILED'
  /** Slower or larger than the goal allows. */
  | 'GOAL_MISSED'
  /** No better at what was to be improved, beyond what chance explains. */
  | 'NOT_WORTH_IT'
  /** It may have lost more quality than the goal allows. */
  | 'QUALITY_LOST';

/** A model version to make smaller or faster. */
export type OptimizeModelVersionInput = {
  /** What to measure on. */
  evaluation: OptimizationEvaluationInput;
  /** What to improve. */
  goal: OptimizationGoalInput;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Rows of words and n-grams that FEATURE_PRUNING keeps, 1 or more. Given with that pass, and only with it. */
  keepRows?: number | null | undefined;
  /** Longest time of one attempt; any when left out. */
  maxDuration?: string | null | undefined;
  /** The version: an id, "spam-filter@7" or "spam-filter@champion". */
  modelVersion: string;
  /** Ways to try, alone and together. When left out: FUSION and DYNAMIC_INT8; of word vectors PRODUCT_QUANTIZATION. */
  passes?: Array<OptimizationPassKind> | null | undefined;
};

/** What to predict. */
export type PredictInput = {
  /** What about. */
  inputs: PredictInputsInput;
  /** Who shall answer. */
  target: PredictTargetInput;
  /** How long it may take, at most PT60S; items without an answer by then fail with TIMEOUT. */
  timeout?: string;
  /** Cuts texts that are too long for the model; otherwise such an item fails, and says by how much. */
  truncate?: boolean;
};

/** 1 to 256 items, each answered on its own: exactly one of these. */
export type PredictInputsInput =
  {   /** Pairs of texts, for models that take them. */
  pairs: Array<TextPairInput>; tensors?: never; texts?: never; }
  |  { pairs?: never;   /** Tensors, for models of the task TENSORS. */
  tensors: Array<TensorRowInput>; texts?: never; }
  |  { pairs?: never; tensors?: never;   /** Texts. A null text fails alone, as any bad input does. */
  texts: Array<string | null | undefined>; };

/** Who shall answer: exactly one of these. */
export type PredictTargetInput =
  {   /** What serves in an environment. */
  deployment: DeploymentRefInput; modelVersion?: never; }
  |  { deployment?: never;   /** A version, wherever it serves or not; loaded when it is asked for. */
  modelVersion: string; };

/** Feedback to record, all of it or none. */
export type RecordFeedbackInput = {
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** 1 to 1,000 items. */
  items: Array<FeedbackInput>;
};

/** What remembers the text so far. */
export type RecurrentCell =
  /** A plain recurrent network: fast, and forgets soon. */
  | 'ELMAN'
  /** Gated recurrent unit: as LSTM with a gate less. */
  | 'GRU'
  /** Long short-term memory, with gates for what comes in, stays and goes out. */
  | 'LSTM';

/** A recurrent network that predicts each token of a text from those before it. */
export type RecurrentLanguageModelInput = {
  /** Rows of text that a step reads, 1 to 1,024. */
  batchSize?: number;
  /** What remembers the text so far. When left out: LSTM, or what the initial version has. */
  cell?: RecurrentCell | null | undefined;
  /** Longest that all gradients of a step may be together, above 0; longer ones are shortened. */
  clipNorm?: number;
  /** Share of values that are dropped before, between and behind the layers while training, 0 up to, and without, 1. */
  dropout?: number;
  /** Numbers of a token's vector, 1 to 4,096. When left out: those of a layer's state, or what the initial version has. */
  embeddingSize?: number | null | undefined;
  /** Passes over the training rows, 1 to 10,000. */
  epochs?: number;
  /** Numbers of a layer's state, 1 to 4,096. When left out: 256, or what the initial version has. */
  hiddenSize?: number | null | undefined;
  /** Recurrent layers, 1 to 3. When left out: 1, or what the initial version has. */
  layers?: number | null | undefined;
  /** Length of the first steps, above 0. */
  learningRate?: number;
  /** What a token is. When left out: WORD, or what the initial version has. */
  level?: TokenLevel | null | undefined;
  /** How weights change by gradients. */
  optimizer?: NeuralOptimizer;
  /** Epochs without a lower loss on the validation split after which training ends, 1 to 10,000; it goes to the last epoch when left out. Learning rates stay as planned for all epochs. */
  patience?: number | null | undefined;
  /** How the learning rate goes on. */
  schedule?: LearningRateSchedule;
  /** Tokens of a row that a step reads and gradients flow back through, 1 to 512. */
  sequenceLength?: number;
  /** Tokens that a step compares the true ones with, drawn anew for each, in place of all: training costs the same then however many tokens there are. 1 to half of vocabularySize, which may be up to 200,000; takes tiedEmbeddings. When left out, all are compared. */
  softmaxSamples?: number | null | undefined;
  /** Threads, 1 to 64. One gives the same version each time; more do so within rounding. */
  threads?: number;
  /** Whether tokens' vectors are the output matrix, too. When left out: true, or what the initial version has. */
  tiedEmbeddings?: boolean | null | undefined;
  /** Most tokens, up to 50,000, or 200,000 with softmaxSamples; the most frequent stay. Subwords need 257 or more, the others 3. When left out: 20000, or what the initial version has. */
  vocabularySize?: number | null | undefined;
};

/** A model made elsewhere, to be registered as a version. */
export type RegisterModelVersionInput = {
  /** Instead of files, for a model of the task CLASSIFICATION or MULTI_LABEL: a supervised model of fastText, .bin or .ftz, plain or packed by gzip. Its labels are without "__label__"; with MULTI_LABEL a text has each whose probability is 0.5 or more. */
  fastTextClassifier?: ModelFileSourceInput | null | undefined;
  /** Its files: one of the role MODEL, and what the pipeline needs. Of a Hugging Face style export (tokenizer.json, config.json, tokenizer_config.json) pipeline.json is made where it is not given. */
  files?: Array<ModelFileInput>;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Name of the model that it is a version of. */
  model: string;
  /** Where it came from, for people. */
  note?: string | null | undefined;
  /** Keys and values to find it by. */
  tags?: Array<TagInput>;
  /** Instead of files: word vectors as word2vec (text or binary), fastText (.vec, .bin, .ftz) or GloVe write them, plain or packed by gzip. Graph, pipeline and vocabulary are made of them. Takes a minute or more for a gigabyte. */
  wordVectors?: ModelFileSourceInput | null | undefined;
};

/** A trial whose model is to become a version. */
export type RegisterTrialInput = {
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Id of the trial's job. */
  trial: string;
};

/** A release to act on. */
export type ReleaseActionInput = {
  /** Id of the release. */
  id: string;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Why, for people who read the history. */
  reason?: string | null | undefined;
};

/** How far a release is. */
export type ReleaseState =
  /** The version could not be made ready; what served before still serves. */
  | 'FAILED'
  /** Inference workers load the version; what served before still serves. */
  | 'PREPARING'
  /** The version serves. */
  | 'PROMOTED'
  /** Someone took it back: what served before serves again. */
  | 'ROLLED_BACK';

/** How a version takes over. */
export type ReleaseStrategy =
  /** All predictions move to it as soon as it is ready. */
  | 'ALL_AT_ONCE';

/** How the version takes over: exactly one of these. */
export type ReleaseStrategyInput =
  {   /** All predictions at once. */
  allAtOnce: AllAtOnceInput; };

/** A token to end. */
export type RevokeApiTokenInput = {
  /** Id of the token. */
  id: string;
};

/** What an actor may do. Each role may do all that the ones before it may. */
export type Role =
  /** Also manages tokens, reads the audit trail and deletes. */
  | 'ADMIN'
  /** Also brings data and models, and starts jobs. */
  | 'DEVELOPER'
  /** Also changes what serves in an environment. */
  | 'RELEASER'
  /** Reads everything of its project, and asks for predictions. */
  | 'VIEWER';

/** What a version does in a deployment. */
export type RouteRole =
  /** It answers. */
  | 'STABLE';

/** Which generator the version of a text GAN is. */
export type ServedGenerator =
  /** The one after adversarial training, whatever the report says. */
  | 'ADVERSARIAL'
  /** The one after adversarial training where the report says that it improved, else the pre-trained one. */
  | 'BETTER';

/** Whether an inference worker answers with a model. */
export type ServedModelState =
  /** No lane has loaded it yet. */
  | 'LOADING'
  /** A lane has loaded it and tried it. */
  | 'READY'
  /** It cannot be loaded, or no lane lives long enough. */
  | 'UNAVAILABLE';

/** A model on an inference server of others. It is loaded there already, and keeps its signature. */
export type ServerModelInput = {
  /** Name of the model there. */
  model: string;
  /** Version of the model there; the server chooses when it is left out. */
  modelVersion?: string | null | undefined;
  /** Name of the server in INFERENCE_SERVERS. */
  name: string;
};

/** How inference workers are to serve a version. The query `workers` tells how they do. */
export type ServingSettingsInput = {
  /** Devices in order of preference; those of the worker when it is left out. One that does not work is passed over. */
  devices?: Array<InferenceDevice> | null | undefined;
  /** Most rows that a worker runs together, 1 to 4096; what was measured as worthwhile when it is left out. Rows that depend on their neighbours run one by one whatever it says. */
  maxBatchRows?: number | null | undefined;
  /** How long an idle worker waits for further rows, at most 1000 ms; it runs what is there when it is left out. */
  maxBatchWait?: string | null | undefined;
};

/** Where an alias shall point. */
export type SetAliasInput = {
  /** Name of the alias, unique in its model. */
  alias: string;
  /** What it must point to now; anything else is CONFLICT. */
  expected?: string | null | undefined;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** The version. */
  modelVersion: string;
};

/** A split and its share of the rows. */
export type SplitFractionInput = {
  /** Share of the rows, above 0. All shares make 1. */
  fraction: number;
  /** Name: 1 to 64 letters, digits, dots, dashes and underscores. */
  name: string;
};

/** How rows come into splits: exactly one of these. */
export type SplitInput =
  {   /** The column whose values name the splits, at most 32. */
  column: string; fractions?: never; }
  |  { column?: never;   /** Deals rows out by a hash of their text: the same text always comes into the same split. */
  fractions: Array<SplitFractionInput>; };

/** A version to release into an environment. */
export type StartReleaseInput = {
  /** Name of the environment. */
  environment: string;
  /** What must be serving now; anything else fails with CONFLICT. */
  expectedVersion?: string | null | undefined;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** How long the version may take to become ready; the release fails after that. */
  maxDuration?: string;
  /** The version that shall serve. */
  modelVersion: string;
  /** Why, for people who read the history. */
  reason?: string | null | undefined;
  /** What answers for the version; our own inference workers when it is left out. */
  server?: ServerModelInput | null | undefined;
  /** How our own inference workers serve the version, wherever it serves; as they see fit when it is left out. */
  serving?: ServingSettingsInput | null | undefined;
  /** How it takes over. */
  strategy: ReleaseStrategyInput;
};

/** A model to train. */
export type StartTrainingInput = {
  /** Rows to learn from: an id, "mails@3" or "mails@latest". */
  datasetVersion: string;
  /** A version whose answers are learned beside the rows; maximumEntropy, maximumEntropyRegression, fastTextClassifier, transformerClassifier, transformerLanguageModel, recurrentLanguageModel, maximumEntropyLanguageModel, textGan and textVae only. */
  distillation?: DistillationInput | null | undefined;
  /** The split on which a classifier, a regression or a language model is measured; null measures nothing. Word vectors are measured by wordTests. */
  evaluationSplit?: string | null | undefined;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** A version to begin from, as "poet@3": its weights, tokens and sizes, which settings need not repeat. One that the same algorithm trained: recurrentLanguageModel, transformerLanguageModel or transformerClassifier, which may also begin from a transformerLanguageModel of byte pairs. All others begin from nothing, and these when left out. */
  initialVersion?: string | null | undefined;
  /** Longest time that one attempt may take; as long as it needs when left out. */
  maxDuration?: string | null | undefined;
  /** Name of the model that gets the new version. */
  model: string;
  /** Decides every random choice, 0 to 4294967295: the same rows, settings and seed make the same version. */
  seed?: number | string;
  /** How to train. */
  settings: TrainingSettingsInput;
  /** Set on the version when it succeeds. */
  tags?: Array<TagInput>;
  /** A version whose tokens are taken in place of tokens made of the training rows, as "gpt@1": any with a tokenizer.json, brought ones too, or a vocabulary of a language model. For recurrentLanguageModel, transformerLanguageModel, maximumEntropyLanguageModel, transformerClassifier, textGan and textVae, without initialVersion, which brings its own. */
  tokenizerFrom?: string | null | undefined;
  /** The split to learn from. */
  trainSplit?: string;
  /** The split on which settings left out are chosen, and on which a neural model is measured after each epoch. When left out: "validation" if there is one, else a tenth of the training rows of what maximum entropy trains. */
  validationSplit?: string | null | undefined;
  /** Tests that word vectors are measured by as soon as they are trained, at most 10; none for other models. */
  wordTests?: Array<WordTestInput>;
};

/** Settings to search. */
export type StartTuningInput = {
  /** Lets trials pause; all go to their end when left out. */
  asha?: AshaInput | null | undefined;
  /** Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days. */
  idempotencyKey: string;
  /** Most time of workers, summed over trials' attempts; trials that run when it is spent are stopped. Any when left out. */
  maxCompute?: string | null | undefined;
  /** Longest time of the study; trials that then run are stopped. Any when left out. */
  maxDuration?: string | null | undefined;
  /** Most trials to begin, 1 to 1,000. */
  maxTrials?: number;
  /** What to improve, 1 to 4. With several, the study ends with a Pareto front in place of a best trial. */
  objectives: Array<TuningObjectiveInput>;
  /** Most trials that wait for a worker or run at a time, 1 to 64. With 1 the same seed gives the same trials. */
  parallelism?: number;
  /** Whether the best trial becomes a version of the model: true when left out, with one objective. With several, choose with registerTrial. */
  registerBest?: boolean | null | undefined;
  /** How the settings of the next trial are found. */
  sampler?: TuningSampler;
  /** Decides every random choice, 0 to 4294967295, also those of the trainings. */
  seed?: number | string;
  /** The settings to search, 1 to 32. */
  space: Array<TuningDimensionInput>;
  /** The training whose settings are searched. */
  training: TuningBaseInput;
};

/** A key and a value to find something by. */
export type TagInput = {
  /** Key, 1 to 200 characters. */
  key: string;
  /** Value, at most 200 characters. */
  value: string;
};

/** Values of a tensor: exactly one of these. */
export type TensorDataInput =
  {   /** Little-endian bytes in row-major order, base64. */
  base64: string; strings?: never; values?: never; }
  |  { base64?: never;   /** Strings, for BYTES. */
  strings: Array<string>; values?: never; }
  |  { base64?: never; strings?: never;   /** Numbers in row-major order. Whole numbers past 2^53 need base64. */
  values: Array<number>; };

/** A tensor. */
export type TensorInput = {
  /** Its values. */
  data: TensorDataInput;
  /** Type of its elements. */
  datatype: Datatype;
  /** Name of the input. */
  name: string;
  /** Size of each dimension. */
  shape: Array<number>;
};

/** The tensors of one item. */
export type TensorRowInput = {
  /** One tensor for each input of the model. */
  tensors: Array<TensorInput>;
};

/** A generative adversarial network for short texts: a generator that is pre-trained by maximum likelihood, then against a discriminator. */
export type TextGanInput = {
  /** Steps of the generator in adversarial training, 1 to 1,000,000. */
  adversarialSteps?: number;
  /** Texts that a step reads, 1 to 1,024. */
  batchSize?: number;
  /** Longest that all gradients of a step may be together, above 0; longer ones are shortened. */
  clipNorm?: number;
  /** Length of the steps of the discriminator, above 0. */
  discriminatorLearningRate?: number;
  /** Steps of the discriminator before each of the generator, 1 to 100. */
  discriminatorSteps?: number;
  /** Share of values that are dropped around its layers in pre-training, 0 up to, and without, 1. */
  dropout?: number;
  /** Numbers of a token's vector, 1 to 4,096; those of a layer's state when left out. */
  embeddingSize?: number | null | undefined;
  /** Passes over the training rows in pre-training, 1 to 10,000. */
  epochs?: number;
  /** Filters of the discriminator for each width, 2 to 5 tokens; 1 to 1,024. */
  filters?: number;
  /** Length of the steps of the generator in adversarial training, above 0. */
  generatorLearningRate?: number;
  /** Numbers of a layer's state, 1 to 4,096. */
  hiddenSize?: number;
  /** What the inverse temperature of the Gumbel softmax rises to over the adversarial training, from 1; 1 to 10,000. */
  inverseTemperature?: number;
  /** LSTM layers of the generator, 1 or 2. */
  layers?: number;
  /** Length of the first steps of pre-training, above 0; it falls along half a cosine to a twentieth. */
  learningRate?: number;
  /** What a token is. When left out: WORD, or what the version has whose tokens are taken, as a teacher's are. */
  level?: TokenLevel | null | undefined;
  /** Numbers of a token's vector in each of them, 1 to 1,024. */
  representationSize?: number;
  /** How many times the discriminator embeds a text, each judged on its own, 1 to 256. */
  representations?: number;
  /** Which generator the version is. */
  servedGenerator?: ServedGenerator;
  /** Most tokens of a text, 2 to 64; longer ones are cut there. */
  textLength?: number;
  /** Threads, 1 to 64. One gives the same version each time; more do so within rounding. */
  threads?: number;
  /** Whether the generator's vectors of tokens are its output matrix, too. */
  tiedEmbeddings?: boolean;
  /** Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3. When left out: 5000, or what the version has whose tokens are taken, as a teacher's are. */
  vocabularySize?: number | null | undefined;
};

/** Two texts that are judged together: a question and an answer, a premise and a claim. */
export type TextPairInput = {
  /** The second. */
  pair: string;
  /** The first. */
  text: string;
};

/** A variational autoencoder for short texts: an encoder that makes a vector of each text, and a decoder that writes texts from such vectors. */
export type TextVaeInput = {
  /** Share of each cycle in which the weight of the divergence (KL) rises from 0 to 1; 0 for 1 from the beginning. */
  annealing?: number;
  /** Times that this weight rises over the training, 1 to 100. */
  annealingCycles?: number;
  /** Texts that a step reads, 1 to 1,024. */
  batchSize?: number;
  /** Longest that all gradients of a step may be together, above 0; longer ones are shortened. */
  clipNorm?: number;
  /** Share of values that are dropped around the layers while training, 0 up to, and without, 1; of the baseline, too. */
  dropout?: number;
  /** Numbers of a token's vector, which both read and by which the decoder writes, 1 to 4,096; those of the states when left out. */
  embeddingSize?: number | null | undefined;
  /** Passes over the training rows, of the baseline and of the autoencoder each, 1 to 10,000. */
  epochs?: number;
  /** Nats of divergence that each number of the latent vector costs at least, 0 or more: below, it may say more for nothing. */
  freeBits?: number;
  /** Numbers of the states of encoder and decoder, an LSTM each, 1 to 4,096. */
  hiddenSize?: number;
  /** Numbers of a text's latent vector, 1 to 1,024. */
  latentSize?: number;
  /** Length of the first steps, above 0; it falls along half a cosine to a twentieth. */
  learningRate?: number;
  /** What a token is. When left out: WORD, or what the version has whose tokens are taken, as a teacher's are. */
  level?: TokenLevel | null | undefined;
  /** Most tokens of a text, 2 to 64; longer ones are cut there. */
  textLength?: number;
  /** Threads, 1 to 64. One gives the same version each time; more do so within rounding. */
  threads?: number;
  /** Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3. When left out: 5000, or what the version has whose tokens are taken, as a teacher's are. */
  vocabularySize?: number | null | undefined;
  /** Share of tokens that the decoder is not shown while training, so that it needs the latent vector; 0 up to, and without, 1. */
  wordDropout?: number;
};

/** What a token of a language model is. */
export type TokenLevel =
  /** A character, of any script. */
  | 'CHARACTER'
  /** A piece of a word, by byte pairs learned from the training rows: nothing is unknown. */
  | 'SUBWORD'
  /** A word, a number, a mark, or a single Chinese or Japanese character. */
  | 'WORD';

/** Another seed, on the way to which a text begins. For models that begin with draws, as text VAEs with their latent vector. */
export type TowardsSeedInput = {
  /** The other seed, 0 to 2^64 - 1. */
  seed: number | string;
  /** Of the way, 0 to 1: 0 begins as the text of `seed` does, 1 as that of the other. */
  share: number;
};

/** How a model is trained. */
export type TrainingAlgorithm =
  /** As word2vec, with vectors of the parts of words too: words that were never seen have one. */
  | 'FASTTEXT'
  /** A linear classifier with a hidden layer over words and n-grams: the supervised models of fastText. */
  | 'FASTTEXT_CLASSIFIER'
  /** Vectors of words from how often they come near one another in the whole text. */
  | 'GLOVE'
  /** Multinomial logistic regression over n-grams of words and characters, or a logistic regression for each label. */
  | 'MAXIMUM_ENTROPY'
  /** A log-linear model of each token of a text by the n-grams that end with it. */
  | 'MAXIMUM_ENTROPY_LANGUAGE_MODEL'
  /** A number for a text, linear in its n-grams, with normal errors. */
  | 'MAXIMUM_ENTROPY_REGRESSION'
  /** A recurrent network that predicts each token of a text from those before it. */
  | 'RECURRENT_LANGUAGE_MODEL'
  /** A generative adversarial network for short texts: a generator against a discriminator. */
  | 'TEXT_GAN'
  /** A variational autoencoder for short texts: an encoder to, and a decoder from, a latent vector. */
  | 'TEXT_VAE'
  /** A classifier by a transformer whose tokens see all of their text, trained from nothing. */
  | 'TRANSFORMER_CLASSIFIER'
  /** A decoder-only transformer that predicts each token of a text from those before it. */
  | 'TRANSFORMER_LANGUAGE_MODEL'
  /** Vectors of words: skip-gram or CBOW, by negative sampling or hierarchical softmax. */
  | 'WORD2VEC';

/** How to train: exactly one of these. */
export type TrainingSettingsInput =
  {   /** Vectors of words and of their parts. */
  fastText: FastTextInput; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never;   /** A classifier as fastText supervised makes it. */
  fastTextClassifier: FastTextClassifierInput; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never;   /** Vectors of words by GloVe. */
  gloVe: GloVeInput; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never;   /** A linear classifier. */
  maximumEntropy: MaximumEntropyInput; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never;   /** A language model that writes texts, log-linear in n-grams. */
  maximumEntropyLanguageModel: MaximumEntropyLanguageModelInput; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never;   /** A linear model of numbers. */
  maximumEntropyRegression: MaximumEntropyRegressionInput; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never;   /** A language model that writes texts. */
  recurrentLanguageModel: RecurrentLanguageModelInput; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never;   /** A language model that writes short texts, trained against a network that tells them from real ones. */
  textGan: TextGanInput; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never;   /** A language model that writes short texts, each from a vector, so that there are texts between texts. */
  textVae: TextVaeInput; transformerClassifier?: never; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never;   /** A classifier by attention of all tokens of a text to one another. */
  transformerClassifier: TransformerClassifierInput; transformerLanguageModel?: never; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never;   /** A language model that writes texts, by attention to all tokens before. */
  transformerLanguageModel: TransformerLanguageModelInput; word2vec?: never; }
  |  { fastText?: never; fastTextClassifier?: never; gloVe?: never; maximumEntropy?: never; maximumEntropyLanguageModel?: never; maximumEntropyRegression?: never; recurrentLanguageModel?: never; textGan?: never; textVae?: never; transformerClassifier?: never; transformerLanguageModel?: never;   /** Vectors of words. */
  word2vec: Word2VecInput; };

/** A transformer whose tokens see all of their text, as a classifier. */
export type TransformerClassifierInput = {
  /** Texts that a step reads, 1 to 1,024. */
  batchSize?: number;
  /** Longest that all gradients of a step may be together, above 0; longer ones are shortened. */
  clipNorm?: number;
  /** Most tokens of a text, 3 to 4,096: training cuts what is longer. When left out: 256, or what the initial version has. */
  contextLength?: number | null | undefined;
  /** Share of values that are dropped behind the embedding, the attention and the feed-forward layers, and of the mean of all tokens, while training, 0 up to, and without, 1. */
  dropout?: number;
  /** Passes over the training rows, 1 to 10,000. */
  epochs?: number;
  /** Numbers within a feed-forward layer (SwiGLU), 1 to 16,384. When left out: 8/3 of hiddenSize, rounded up to a multiple of 8, or what the initial version has. */
  feedForwardSize?: number | null | undefined;
  /** Heads of each attention layer, 1 to 64: each has an even share of hiddenSize. When left out: 4, or what the initial version has. */
  heads?: number | null | undefined;
  /** Numbers of a token's vector, 2 to 4,096. When left out: 128, or what the initial version has. */
  hiddenSize?: number | null | undefined;
  /** Blocks of attention and feed-forward layers, 1 to 24. When left out: 2, or what the initial version has. */
  layers?: number | null | undefined;
  /** Length of the longest steps, above 0. */
  learningRate?: number;
  /** Whether texts are lower-cased and NFKC-normalized, in training and in serving. When left out: true, or what the initial version has. */
  lowercase?: boolean | null | undefined;
  /** How weights change by gradients. */
  optimizer?: NeuralOptimizer;
  /** Epochs without a lower loss on the validation split after which training ends, 1 to 10,000; it goes to the last epoch when left out. Learning rates stay as planned for all epochs. */
  patience?: number | null | undefined;
  /** How the learning rate goes on. */
  schedule?: LearningRateSchedule;
  /** Threads, 1 to 64. One gives the same version each time; more do so within rounding. */
  threads?: number;
  /** Most tokens, 257 to 50,000: byte pairs learned from the training rows. When left out: 8000, or what the initial version has. */
  vocabularySize?: number | null | undefined;
  /** Share of all steps in which the learning rate rises from 0, 0 to 1. */
  warmUp?: number;
  /** Share of a matrix that a step of rate 1 takes off, 0 or more, for ADAMW alone; 0.1 when left out. */
  weightDecay?: number | null | undefined;
};

/** A decoder-only transformer that predicts each token of a text from those before it. */
export type TransformerLanguageModelInput = {
  /** Rows of text that a step reads, 1 to 1,024. */
  batchSize?: number;
  /** Longest that all gradients of a step may be together, above 0; longer ones are shortened. */
  clipNorm?: number;
  /** Tokens of a row that a step reads, and most tokens of a text with its prompt, 2 to 2,048. When left out: 128, or what the initial version has. */
  contextLength?: number | null | undefined;
  /** Share of values that are dropped behind the embedding, the attention and the feed-forward layers while training, 0 up to, and without, 1. */
  dropout?: number;
  /** Passes over the training rows, 1 to 10,000. */
  epochs?: number;
  /** Numbers within a feed-forward layer (SwiGLU), 1 to 16,384. When left out: 8/3 of hiddenSize, rounded up to a multiple of 8, or what the initial version has. */
  feedForwardSize?: number | null | undefined;
  /** Heads of each attention layer, 1 to 64: each has an even share of hiddenSize. When left out: 4, or what the initial version has. */
  heads?: number | null | undefined;
  /** Numbers of a token's vector, 2 to 4,096. When left out: 128, or what the initial version has. */
  hiddenSize?: number | null | undefined;
  /** Blocks of attention and feed-forward layers, 1 to 24. When left out: 4, or what the initial version has. */
  layers?: number | null | undefined;
  /** Length of the longest steps, above 0. */
  learningRate?: number;
  /** What a token is. When left out: WORD, or what the initial version has. */
  level?: TokenLevel | null | undefined;
  /** How weights change by gradients. */
  optimizer?: NeuralOptimizer;
  /** Epochs without a lower loss on the validation split after which training ends, 1 to 10,000; it goes to the last epoch when left out. Learning rates stay as planned for all epochs. */
  patience?: number | null | undefined;
  /** How the learning rate goes on. */
  schedule?: LearningRateSchedule;
  /** Threads, 1 to 64. One gives the same version each time; more do so within rounding. */
  threads?: number;
  /** Whether tokens' vectors are the output matrix, too. When left out: true, or what the initial version has. */
  tiedEmbeddings?: boolean | null | undefined;
  /** Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3. When left out: 20000, or what the initial version has. */
  vocabularySize?: number | null | undefined;
  /** Share of all steps in which the learning rate rises from 0, 0 to 1. */
  warmUp?: number;
  /** Share of a matrix that a step of rate 1 takes off, 0 or more, for ADAMW alone; 0.1 when left out. */
  weightDecay?: number | null | undefined;
};

/** Where a trial is in its study. */
export type TrialState =
  /** Trained to its end. */
  | 'COMPLETED'
  /** Ended with a failure, which its job tells. */
  | 'FAILED'
  /** Waits, with its checkpoint, while others have better values: it goes on when it is among the best. */
  | 'PAUSED'
  /** A worker trains it. */
  | 'RUNNING'
  /** Stopped before its end: by someone, or because its study ended. */
  | 'STOPPED'
  /** Waits for a worker. */
  | 'WAITING';

/** The training whose settings are searched. */
export type TuningBaseInput = {
  /** Rows to learn from: an id, "mails@3" or "mails@latest". */
  datasetVersion: string;
  /** A version whose answers are learned beside the rows; maximumEntropy, maximumEntropyRegression, fastTextClassifier, transformerClassifier, transformerLanguageModel, recurrentLanguageModel, maximumEntropyLanguageModel, textGan and textVae only. */
  distillation?: DistillationInput | null | undefined;
  /** The split on which trials are measured and compared; "validation" when left out. Its figures flatter the best trial: measure that on another split. Word vectors have none. */
  evaluationSplit?: string | null | undefined;
  /** A version to begin from, as "poet@3": its weights, tokens and sizes, which settings need not repeat. One that the same algorithm trained: recurrentLanguageModel, transformerLanguageModel or transformerClassifier, which may also begin from a transformerLanguageModel of byte pairs. All others begin from nothing, and these when left out. */
  initialVersion?: string | null | undefined;
  /** Name of the model that gets the best version. */
  model: string;
  /** How to train; what is in the space is replaced by trial. */
  settings: TrainingSettingsInput;
  /** A version whose tokens are taken in place of tokens made of the training rows, as "gpt@1": any with a tokenizer.json, brought ones too, or a vocabulary of a language model. For recurrentLanguageModel, transformerLanguageModel, maximumEntropyLanguageModel, transformerClassifier, textGan and textVae, without initialVersion, which brings its own. */
  tokenizerFrom?: string | null | undefined;
  /** The split to learn from. */
  trainSplit?: string;
  /** Tests of words by which trials of word vectors are measured and compared, 1 to 10; none for others. */
  wordTests?: Array<WordTestInput>;
};

/** A setting whose values are tried. */
export type TuningDimensionInput = {
  /** Its name, a field of the chosen algorithm's input, as in l2; with distillation also temperature and alpha. */
  setting: string;
  /** Which values. */
  values: TuningValuesInput;
};

/** Which values of a figure are better. */
export type TuningDirection =
  /** Higher ones. */
  | 'MAXIMIZE'
  /** Lower ones. */
  | 'MINIMIZE';

/** A figure to improve. */
export type TuningObjectiveInput = {
  /** Which values are better. */
  direction: TuningDirection;
  /** A figure that trials report of held-out rows, as "validation_loss", or of tests of words, as "similarity_score"; or "model_bytes". */
  metric: string;
};

/** A range of numbers. */
export type TuningRangeInput = {
  /** Lowest value. */
  from: number;
  /** Whether values are drawn evenly by their logarithms. */
  logarithmic?: boolean;
  /** Values are `from` and multiples of this above it. Any when left out, or whole numbers where the setting is one. */
  step?: number | null | undefined;
  /** Highest value. */
  to: number;
};

/** How the settings of the next trial are found. */
export type TuningSampler =
  /** Drawn evenly from the space. */
  | 'RANDOM'
  /** By a tree-structured Parzen estimator: more like those of good trials than of others, after ten that are drawn at random. */
  | 'TPE';

/** Values of a setting: exactly one of these. */
export type TuningValuesInput =
  {   /** One of these names, 2 to 100; "true" and "false" for a Boolean. */
  choices: Array<string>; numbers?: never; range?: never; }
  |  { choices?: never;   /** One of these numbers, 2 to 100; their order means nothing. */
  numbers: Array<number>; range?: never; }
  |  { choices?: never; numbers?: never;   /** All numbers of a range. */
  range: TuningRangeInput; };

/** What a value is counted in. */
export type Unit =
  /** Bytes. */
  | 'BYTES'
  /** -1 to 1. */
  | 'CORRELATION'
  /** Thousandths of a second. */
  | 'MILLISECONDS'
  /** Natural logarithms of probabilities. */
  | 'NATS'
  /** A number each second. */
  | 'PER_SECOND'
  /** 0 to 1. */
  | 'SHARE'
  /** The unit of the numbers that a model answers. */
  | 'VALUE';

/** Vectors of words by negative sampling (Mikolov et al. 2013). */
export type Word2VecInput = {
  /** What predicts what. */
  architecture?: WordVectorArchitecture;
  /** Numbers of a vector, 1 to 1,024. */
  dimensions?: number;
  /** Passes over the training rows, 1 to 1,000. */
  epochs?: number;
  /** Length of the first steps, above 0, at most 1; it falls to 0. When left out 0.025 for SKIP_GRAM and 0.05 for CBOW. */
  learningRate?: number | null | undefined;
  /** How a word is told apart from all others. */
  loss?: WordVectorLoss;
  /** Least occurrences of a word that gets a vector, 1 or more. */
  minCount?: number;
  /** Noise words for each word, 1 to 50, with the loss NEGATIVE_SAMPLING; 5 when left out. */
  negatives?: number | null | undefined;
  /** Least occurrences of the words of a phrase, and of the phrase, 1 or more; 5 when left out. With phrasePasses only. */
  phraseMinCount?: number | null | undefined;
  /** Passes over the text that join words which often come one behind the other, such as new_york, 0 to 5; each joins two by two. 0 for none. */
  phrasePasses?: number;
  /** Least score of a phrase, above 0: how many times as often its words come together as by chance, with phraseMinCount taken off; 100 when left out. With phrasePasses only. */
  phraseThreshold?: number | null | undefined;
  /** What is a word in Chinese and Japanese. Texts are cut the same way when the model is served. */
  segmentation?: WordSegmentation;
  /** Whether a word has the same noise words for all words around it, true when left out; with false each pair draws its own, as in the paper, at half the speed. With SKIP_GRAM and NEGATIVE_SAMPLING only. */
  sharedNegatives?: boolean | null | undefined;
  /** Share of all words, 0 to 1, above which a word is passed over now and then; 0 for never. */
  subsample?: number;
  /** Threads that train together without locks, 1 to 64. One gives the same vectors each time; more do so within noise. */
  threads?: number;
  /** Most words that get a vector, 2 to 4,000,000; the most frequent do. */
  vocabularySize?: number;
  /** Words on each side of a word that it predicts at most, 1 to 50; each word draws how many. */
  window?: number;
};

/** What is a word in Chinese and Japanese, which write no spaces. */
export type WordSegmentation =
  /** Each character. */
  | 'CHARACTERS'
  /** What ICU finds by its dictionary: the one of the Node.js that runs. */
  | 'DICTIONARY';

/** What the vector of a word is made of. */
export type WordSource =
  /** The model does not know the word: the mean of the vectors of its known parts. */
  | 'PARTS'
  /** The model knows neither the word nor a part of it: there is no vector. */
  | 'UNKNOWN'
  /** The model knows the word: the vector is its own. */
  | 'VOCABULARY';

/** Rows that are the lines of a test of words: analogies, or pairs of words with ratings. */
export type WordTestInput = {
  /** The dataset version: an id, "analogies@1" or "analogies@latest". */
  datasetVersion: string;
  /** Name of the split, which holds all lines. */
  split?: string;
};

/** What predicts what when vectors of words are trained. */
export type WordVectorArchitecture =
  /** The words around a word predict it together: several times faster. */
  | 'CBOW'
  /** A word predicts each word around it: better for rare words. */
  | 'SKIP_GRAM';

/** How a file holds word vectors. */
export type WordVectorFormat =
  /** The .bin of fastText, with n-grams where the version has parts of words, and with the counts and output vectors of its training where it keeps them. Of a version that was made of such a file, that file. */
  | 'FASTTEXT'
  /** A word and its numbers a line, and no first line. */
  | 'GLOVE'
  /** The text of word2vec, which is the .vec of fastText: a line with the numbers of words and dimensions, then a word and its numbers a line. */
  | 'WORD2VEC'
  /** The same first line; each word is followed by little-endian floats. */
  | 'WORD2VEC_BINARY';

/** How a word is told apart from all others when vectors of words are trained. */
export type WordVectorLoss =
  /** From all, by the turns of its way down a Huffman tree, whose nodes have vectors. */
  | 'HIERARCHICAL_SOFTMAX'
  /** From a few noise words, drawn by how frequent they are. */
  | 'NEGATIVE_SAMPLING';

/** What a process of Sluice does. */
export type WorkerKind =
  /** Answers the API. */
  | 'GATEWAY'
  /** Runs models to predict. */
  | 'INFERENCE'
  /** Runs jobs. */
  | 'JOBS';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, name: string, kind: ActorKind, role: Role } };

export type TokenSummaryFragment = { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null };

export type ApiTokensQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ApiTokensQuery = { apiTokens: { edges: Array<{ node: { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateApiTokenMutationVariables = Exact<{
  input: CreateApiTokenInput;
}>;


export type CreateApiTokenMutation = { createApiToken: { secret: string, token: { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } } };

export type RevokeApiTokenMutationVariables = Exact<{
  input: RevokeApiTokenInput;
}>;


export type RevokeApiTokenMutation = { revokeApiToken: { token: { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } } };

export type TrainingAlgorithmsQueryVariables = Exact<{ [key: string]: never; }>;


export type TrainingAlgorithmsQuery = { __type: { inputFields: Array<{ name: string, description: string | null, type: { inputFields: Array<{ name: string, description: string | null, defaultValue: string | null, type: { name: string | null, ofType: { name: string | null, enumValues: Array<{ name: string }> | null } | null, enumValues: Array<{ name: string }> | null } }> | null } }> | null } | null };

export type SettingTypeFragment = { name: string | null, enumValues: Array<{ name: string }> | null };

export type DatasetVersionSummaryFragment = { id: string, ref: string, number: number, digest: string, sizeBytes: number, rowCount: number, createdAt: string };

export type DatasetsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type DatasetsQuery = { datasets: { edges: Array<{ node: { id: string, name: string, description: string, createdAt: string, latestVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, rowCount: number, createdAt: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DatasetByNameQueryVariables = Exact<{
  name: string;
}>;


export type DatasetByNameQuery = { dataset: { id: string, name: string, description: string, createdAt: string, versions: { edges: Array<{ node: { id: string, ref: string, number: number, digest: string, sizeBytes: number, rowCount: number, createdAt: string } }> } } | null };

export type DatasetVersionQueryVariables = Exact<{
  ref: string;
}>;


export type DatasetVersionQuery = { datasetVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, rowCount: number, createdAt: string, columns: Array<{ name: string, kind: ColumnKind }>, splits: Array<{ name: string, rowCount: number }>, statistics: { rowCount: number, tokenCount: number, distinctTokenCount: number, duplicateRate: number | null, labels: Array<{ label: string, count: number, share: number }>, lengthInTokens: { mean: number | null, p50: number | null, p95: number | null, max: number | null }, topTokens: Array<{ token: string, count: number }> } } | null };

export type CreateDatasetMutationVariables = Exact<{
  input: CreateDatasetInput;
}>;


export type CreateDatasetMutation = { createDataset: { dataset: { id: string, name: string } } };

export type ImportDatasetVersionMutationVariables = Exact<{
  input: ImportDatasetVersionInput;
}>;


export type ImportDatasetVersionMutation = { importDatasetVersion: { replayed: boolean, job: { __typename: 'ImportJob', eventCursor: string, id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null } } };

export type GenerateSubscriptionVariables = Exact<{
  input: GenerateInput;
  after?: string | null | undefined;
}>;


export type GenerateSubscription = { generate: { cursor: string, predictionId: string, text: string, index: number, logProbability: number | null, finishReason: FinishReason | null } };

export type HealthSummaryFragment = { at: string, window: string, verdict: HealthVerdict, requestCount: number, requestsPerSecond: number, errorRate: number | null, reasons: Array<{ code: HealthReasonCode, message: string, observed: number | null, threshold: number | null }>, latencyMs: { p50: number, p95: number, p99: number, max: number } | null, predictedLabels: Array<{ label: string, count: number, share: number }>, byVersion: Array<{ requestCount: number, errorRate: number | null, modelVersion: { ref: string } }> };

export type HealthQueryVariables = Exact<{
  environment: string;
  model: string;
  window?: string | null | undefined;
}>;


export type HealthQuery = { health: { cursor: string, at: string, window: string, verdict: HealthVerdict, requestCount: number, requestsPerSecond: number, errorRate: number | null, reasons: Array<{ code: HealthReasonCode, message: string, observed: number | null, threshold: number | null }>, latencyMs: { p50: number, p95: number, p99: number, max: number } | null, predictedLabels: Array<{ label: string, count: number, share: number }>, byVersion: Array<{ requestCount: number, errorRate: number | null, modelVersion: { ref: string } }> } | null };

export type ModelHealthSubscriptionVariables = Exact<{
  environment: string;
  model: string;
  every?: string | null | undefined;
  window?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ModelHealthSubscription = { modelHealth: { cursor: string, at: string, window: string, verdict: HealthVerdict, requestCount: number, requestsPerSecond: number, errorRate: number | null, reasons: Array<{ code: HealthReasonCode, message: string, observed: number | null, threshold: number | null }>, latencyMs: { p50: number, p95: number, p99: number, max: number } | null, predictedLabels: Array<{ label: string, count: number, share: number }>, byVersion: Array<{ requestCount: number, errorRate: number | null, modelVersion: { ref: string } }> } };

type JobSummary_EvaluationJob_Fragment = { __typename: 'EvaluationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null };

type JobSummary_ImportJob_Fragment = { __typename: 'ImportJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null };

type JobSummary_OptimizationJob_Fragment = { __typename: 'OptimizationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null };

type JobSummary_TrainingJob_Fragment = { __typename: 'TrainingJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null };

type JobSummary_TuningStudy_Fragment = { __typename: 'TuningStudy', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null };

export type JobSummaryFragment =
  | JobSummary_EvaluationJob_Fragment
  | JobSummary_ImportJob_Fragment
  | JobSummary_OptimizationJob_Fragment
  | JobSummary_TrainingJob_Fragment
  | JobSummary_TuningStudy_Fragment
;

type JobResult_EvaluationJob_Fragment = { evaluation: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } | null };

type JobResult_ImportJob_Fragment = { badRowCount: number, dataset: { name: string }, datasetVersion: { id: string, ref: string, digest: string, rowCount: number, splits: Array<{ name: string, rowCount: number }> } | null };

type JobResult_OptimizationJob_Fragment = { verdict: OptimizationVerdict | null, source: { ref: string, sizeBytes: number }, chosen: { verdict: OptimizationVerdict, reason: string, passes: Array<{ kind: OptimizationPassKind }>, modelVersion: { ref: string } | null, size: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null, latency: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null, quality: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null } | null, candidates: { edges: Array<{ node: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } }> }, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null };

type JobResult_TrainingJob_Fragment = { model: { name: string }, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null };

type JobResult_TuningStudy_Fragment = { model: { name: string }, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null };

export type JobResultFragment =
  | JobResult_EvaluationJob_Fragment
  | JobResult_ImportJob_Fragment
  | JobResult_OptimizationJob_Fragment
  | JobResult_TrainingJob_Fragment
  | JobResult_TuningStudy_Fragment
;

export type CandidateSummaryFragment = { verdict: OptimizationVerdict, reason: string, passes: Array<{ kind: OptimizationPassKind }>, modelVersion: { ref: string } | null, size: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null, latency: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null, quality: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null };

export type ChangeFragment = { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null };

export type JobsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: JobFilter | null | undefined;
}>;


export type JobsQuery = { jobs: { edges: Array<{ node:
        | { __typename: 'EvaluationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'ImportJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'OptimizationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'TrainingJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'TuningStudy', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type JobQueryVariables = Exact<{
  id: string;
  waitUpTo?: string | null | undefined;
}>;


export type JobQuery = { job:
    | { __typename: 'EvaluationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, attempts: Array<{ number: number, startedAt: string, endedAt: string | null, end: AttemptEnd | null, resumedFromCheckpoint: boolean }>, adjustments: Array<{ setting: string, requested: string, effective: string, reason: string }>, logs: { edges: Array<{ node: { at: string, level: LogLevel, message: string } }> }, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null, evaluation: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } | null }
    | { __typename: 'ImportJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, badRowCount: number, attempts: Array<{ number: number, startedAt: string, endedAt: string | null, end: AttemptEnd | null, resumedFromCheckpoint: boolean }>, adjustments: Array<{ setting: string, requested: string, effective: string, reason: string }>, logs: { edges: Array<{ node: { at: string, level: LogLevel, message: string } }> }, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null, dataset: { name: string }, datasetVersion: { id: string, ref: string, digest: string, rowCount: number, splits: Array<{ name: string, rowCount: number }> } | null }
    | { __typename: 'OptimizationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, verdict: OptimizationVerdict | null, attempts: Array<{ number: number, startedAt: string, endedAt: string | null, end: AttemptEnd | null, resumedFromCheckpoint: boolean }>, adjustments: Array<{ setting: string, requested: string, effective: string, reason: string }>, logs: { edges: Array<{ node: { at: string, level: LogLevel, message: string } }> }, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null, source: { ref: string, sizeBytes: number }, chosen: { verdict: OptimizationVerdict, reason: string, passes: Array<{ kind: OptimizationPassKind }>, modelVersion: { ref: string } | null, size: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null, latency: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null, quality: { name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null } | null } | null, candidates: { edges: Array<{ node: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } }> }, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null }
    | { __typename: 'TrainingJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, attempts: Array<{ number: number, startedAt: string, endedAt: string | null, end: AttemptEnd | null, resumedFromCheckpoint: boolean }>, adjustments: Array<{ setting: string, requested: string, effective: string, reason: string }>, logs: { edges: Array<{ node: { at: string, level: LogLevel, message: string } }> }, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null, model: { name: string }, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null }
    | { __typename: 'TuningStudy', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, attempts: Array<{ number: number, startedAt: string, endedAt: string | null, end: AttemptEnd | null, resumedFromCheckpoint: boolean }>, adjustments: Array<{ setting: string, requested: string, effective: string, reason: string }>, logs: { edges: Array<{ node: { at: string, level: LogLevel, message: string } }> }, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null, model: { name: string }, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null }
   | null };

export type JobUpdatedSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type JobUpdatedSubscription = { jobUpdated: { cursor: string, at: string, state: JobState, fraction: number | null, job:
      | { __typename: 'EvaluationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
      | { __typename: 'ImportJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
      | { __typename: 'OptimizationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
      | { __typename: 'TrainingJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
      | { __typename: 'TuningStudy', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
     } };

export type JobMetricsSubscriptionVariables = Exact<{
  id: string;
  names?: Array<string> | string | null | undefined;
  after?: string | null | undefined;
}>;


export type JobMetricsSubscription = { jobMetrics: { cursor: string, metrics: Array<{ name: string, step: number, value: number, at: string }> } };

export type JobLogSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type JobLogSubscription = { jobLog: { cursor: string, lines: Array<{ at: string, level: LogLevel, message: string }> } };

export type CancelJobMutationVariables = Exact<{
  input: JobInput;
}>;


export type CancelJobMutation = { cancelJob:
    | { __typename: 'JobNotActive', message: string, advice: string }
    | { __typename: 'JobPayload', replayed: boolean, job:
        | { __typename: 'EvaluationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'ImportJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'OptimizationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'TrainingJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'TuningStudy', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
       }
   };

export type RetryJobMutationVariables = Exact<{
  input: JobInput;
}>;


export type RetryJobMutation = { retryJob:
    | { __typename: 'JobNotActive', message: string, advice: string }
    | { __typename: 'JobPayload', replayed: boolean, job:
        | { __typename: 'EvaluationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'ImportJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'OptimizationJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'TrainingJob', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
        | { __typename: 'TuningStudy', id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null }
       }
   };

export type PredictionLineageQueryVariables = Exact<{
  id: string;
}>;


export type PredictionLineageQuery = { prediction:
    | { label: string, score: number, id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { id: string, at: string, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, modelVersion: { ref: string, digest: string, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, origin:
          | { __typename: 'OptimizationJob', id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
                   }
                | Record<PropertyKey, never>
               } }
          | { __typename: 'TrainingJob', id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
              | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
             }
          | { __typename: 'UploadOrigin' }
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
   | null };

export type TrainingOriginFragment = { id: string, datasetVersion: { ref: string, digest: string, rowCount: number }, settings:
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
    | { algorithm: TrainingAlgorithm, seed: number, epochs: number }
   };

export type ModelVersionSummaryFragment = { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string };

export type EvaluationSummaryFragment = { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> };

export type ModelsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type ModelsQuery = { models: { edges: Array<{ node: { id: string, name: string, task: ModelTask, description: string, createdAt: string, latestVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ModelByNameQueryVariables = Exact<{
  name: string;
}>;


export type ModelByNameQuery = { model: { id: string, name: string, task: ModelTask, description: string, createdAt: string, aliases: Array<{ name: string, modelVersion: { ref: string } }>, versions: { edges: Array<{ node: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string, aliases: Array<{ name: string }> } }> } } | null };

export type ModelVersionQueryVariables = Exact<{
  ref: string;
}>;


export type ModelVersionQuery = { modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string, model: { name: string, task: ModelTask }, aliases: Array<{ name: string }>, tags: Array<{ key: string, value: string }>, files: Array<{ path: string, role: ModelFileRole, digest: string, sizeBytes: number }>, signature: { labels: Array<string>, inputs: Array<{ name: string, datatype: Datatype, shape: Array<number> }>, outputs: Array<{ name: string, datatype: Datatype, shape: Array<number> }> }, evaluations: { edges: Array<{ node: { id: string, split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, unit: Unit, higherIsBetter: boolean, sampleSize: number | null, interval: { lower: number, upper: number } | null }>, sections: Array<{ name: string, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null }> }>, neighbours: Array<{ word: string, neighbours: Array<{ word: string, similarity: number }> }> } }> }, lineage: Array<{ kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
        | { ref: string, digest: string }
        | { ref: string, digest: string }
      >, output:
        | { ref: string, digest: string }
        | { ref: string, digest: string }
       | null }> } | null };

export type StepFragment = { kind: LineageKind, at: string, summary: string, reproducible: boolean, actor: { name: string }, inputs: Array<
    | { ref: string, digest: string }
    | { ref: string, digest: string }
  >, output:
    | { ref: string, digest: string }
    | { ref: string, digest: string }
   | null };

export type CreateModelMutationVariables = Exact<{
  input: CreateModelInput;
}>;


export type CreateModelMutation = { createModel: { model: { id: string, name: string, task: ModelTask } } };

export type SetAliasMutationVariables = Exact<{
  input: SetAliasInput;
}>;


export type SetAliasMutation = { setAlias: { replayed: boolean, alias: { name: string, modelVersion: { ref: string } } } };

export type StartTrainingMutationVariables = Exact<{
  input: StartTrainingInput;
}>;


export type StartTrainingMutation = { startTraining: { replayed: boolean, job: { __typename: 'TrainingJob', eventCursor: string, id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null } } };

export type EvaluateModelVersionMutationVariables = Exact<{
  input: EvaluateModelVersionInput;
}>;


export type EvaluateModelVersionMutation = { evaluateModelVersion: { replayed: boolean, job: { __typename: 'EvaluationJob', eventCursor: string, id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null } } };

export type OptimizeModelVersionMutationVariables = Exact<{
  input: OptimizeModelVersionInput;
}>;


export type OptimizeModelVersionMutation = { optimizeModelVersion: { replayed: boolean, job: { __typename: 'OptimizationJob', eventCursor: string, id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null } } };

export type RegisterModelVersionMutationVariables = Exact<{
  input: RegisterModelVersionInput;
}>;


export type RegisterModelVersionMutation = { registerModelVersion: { replayed: boolean, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } } };

export type WordVectorsUrlQueryVariables = Exact<{
  ref: string;
  format: WordVectorFormat;
}>;


export type WordVectorsUrlQuery = { modelVersion: { ref: string, wordVectorsUrl: string | null } | null };

export type ComparisonQueryVariables = Exact<{
  ref: string;
  baseline: string;
  datasetVersion?: string | null | undefined;
  split?: string | null | undefined;
}>;


export type ComparisonQuery = { modelVersion: { comparison: { baseline: { ref: string }, candidate: { ref: string }, metrics: Array<{ name: MetricName, change: number, verdict: ChangeVerdict, baseline: { value: number, unit: Unit }, candidate: { value: number, unit: Unit }, interval: { lower: number, upper: number } | null }> } } | null };

export type WordMapQueryVariables = Exact<{
  ref: string;
  words: number;
  seed: number;
}>;


export type WordMapQuery = { modelVersion: { ref: string, wordMap: Array<{ word: string, rank: number, x: number, y: number }> } | null };

export type FastTextUrlQueryVariables = Exact<{
  ref: string;
}>;


export type FastTextUrlQuery = { modelVersion: { ref: string, fastTextUrl: string | null } | null };

export type NearWordFragment = { index: number, text: string, similarity: number };

export type WordOriginFragment = { word: string, source: WordSource };

export type NearestNeighboursQueryVariables = Exact<{
  input: NearestNeighboursInput;
}>;


export type NearestNeighboursQuery = { nearestNeighbours: Array<{ text: string | null, neighbours: Array<{ index: number, text: string, similarity: number }>, words: Array<{ word: string, source: WordSource }> | null }> };

export type AnalogyQueryVariables = Exact<{
  input: AnalogyInput;
}>;


export type AnalogyQuery = { analogy: Array<{ answers: Array<{ index: number, text: string, similarity: number }>, words: Array<{ word: string, source: WordSource }> }> };

export type PredictQueryVariables = Exact<{
  input: PredictInput;
}>;


export type PredictQuery = { predict: { failureCount: number, latencyMs: number, results: Array<
      | { __typename: 'Classification', id: string, latencyMs: number, label: string, score: number, modelVersion: { ref: string }, scores: Array<{ label: string, score: number }> }
      | { __typename: 'MultiLabelClassification', id: string, latencyMs: number, modelVersion: { ref: string }, labels: Array<{ label: string, score: number }> }
      | { __typename: 'PredictionFailure', index: number, code: ErrorCode, retryable: boolean, message: string, advice: string }
      | { __typename: 'Regression', id: string, latencyMs: number, value: number, standardDeviation: number, modelVersion: { ref: string } }
      | { __typename: 'TensorPrediction', id: string, latencyMs: number, modelVersion: { ref: string }, outputs: Array<{ name: string, datatype: Datatype, shape: Array<number>, values: Array<number> | null }> }
      | { __typename: 'TextEmbedding', id: string, latencyMs: number, vectorBase64: string, modelVersion: { ref: string } }
      | { __typename: 'TokenClassification', id: string, latencyMs: number, modelVersion: { ref: string }, spans: Array<{ label: string, score: number, start: number, end: number, text: string }> }
    > } };

export type RecordFeedbackMutationVariables = Exact<{
  input: RecordFeedbackInput;
}>;


export type RecordFeedbackMutation = { recordFeedback: { replayed: boolean, feedback: Array<{ id: string, correct: boolean, expectedLabels: Array<string> }> } };

export type ServerFragment = { name: string, model: string, modelVersion: string | null };

export type ReleaseSummaryFragment = { id: string, state: ReleaseState, strategy: ReleaseStrategy, reason: string | null, createdAt: string, finishedAt: string | null, deployment: { environment: { name: string }, model: { name: string } }, modelVersion: { ref: string, digest: string }, server: { name: string, model: string, modelVersion: string | null } | null, previousVersion: { ref: string } | null, previousServer: { name: string, model: string, modelVersion: string | null } | null, outcome: { automatic: boolean, message: string } | null };

export type EnvironmentByNameQueryVariables = Exact<{
  name: string;
}>;


export type EnvironmentByNameQuery = { environment: { id: string, name: string } | null };

export type CreateEnvironmentMutationVariables = Exact<{
  input: CreateEnvironmentInput;
}>;


export type CreateEnvironmentMutation = { createEnvironment: { replayed: boolean, environment: { id: string, name: string } } };

export type EnvironmentStatusQueryVariables = Exact<{
  name: string;
}>;


export type EnvironmentStatusQuery = { environment: { name: string, deployments: { edges: Array<{ node: { model: { name: string }, routes: Array<{ role: RouteRole, weight: number, ready: boolean, modelVersion: { ref: string }, server: { name: string, model: string, modelVersion: string | null } | null }>, activeRelease: { id: string, state: ReleaseState } | null } }> }, ledger: { edges: Array<{ node: { at: string, change: LedgerChange, actor: { name: string }, release: { id: string }, routes: Array<{ weight: number, modelVersion: { ref: string }, server: { name: string, model: string, modelVersion: string | null } | null }> } }> } } | null };

export type NewestReleaseQueryVariables = Exact<{
  environment: string;
  model: string;
}>;


export type NewestReleaseQuery = { environment: { deployment: { releases: { edges: Array<{ node: { id: string, state: ReleaseState, strategy: ReleaseStrategy, reason: string | null, createdAt: string, finishedAt: string | null, deployment: { environment: { name: string }, model: { name: string } }, modelVersion: { ref: string, digest: string }, server: { name: string, model: string, modelVersion: string | null } | null, previousVersion: { ref: string } | null, previousServer: { name: string, model: string, modelVersion: string | null } | null, outcome: { automatic: boolean, message: string } | null } }> } } | null } | null };

export type EnvironmentAsOfQueryVariables = Exact<{
  name: string;
  at: string;
}>;


export type EnvironmentAsOfQuery = { environment: { asOf: { at: string, deployments: Array<{ routes: Array<{ weight: number, modelVersion: { ref: string } }> }> } } | null };

export type ReleaseQueryVariables = Exact<{
  id: string;
  waitUpTo?: string | null | undefined;
}>;


export type ReleaseQuery = { release: { id: string, state: ReleaseState, strategy: ReleaseStrategy, reason: string | null, createdAt: string, finishedAt: string | null, deployment: { environment: { name: string }, model: { name: string } }, modelVersion: { ref: string, digest: string }, server: { name: string, model: string, modelVersion: string | null } | null, previousVersion: { ref: string } | null, previousServer: { name: string, model: string, modelVersion: string | null } | null, outcome: { automatic: boolean, message: string } | null } | null };

export type StartReleaseMutationVariables = Exact<{
  input: StartReleaseInput;
}>;


export type StartReleaseMutation = { startRelease:
    | { __typename: 'ReleaseInProgress', message: string, advice: string }
    | { __typename: 'ReleasePayload', replayed: boolean, release: { eventCursor: string, id: string, state: ReleaseState, strategy: ReleaseStrategy, reason: string | null, createdAt: string, finishedAt: string | null, deployment: { environment: { name: string }, model: { name: string } }, modelVersion: { ref: string, digest: string }, server: { name: string, model: string, modelVersion: string | null } | null, previousVersion: { ref: string } | null, previousServer: { name: string, model: string, modelVersion: string | null } | null, outcome: { automatic: boolean, message: string } | null } }
   };

export type RollbackReleaseMutationVariables = Exact<{
  input: ReleaseActionInput;
}>;


export type RollbackReleaseMutation = { rollbackRelease:
    | { __typename: 'NothingToRollBackTo', message: string, advice: string }
    | { __typename: 'ReleaseNotActive', message: string, advice: string }
    | { __typename: 'ReleasePayload', replayed: boolean, release: { eventCursor: string, id: string, state: ReleaseState, strategy: ReleaseStrategy, reason: string | null, createdAt: string, finishedAt: string | null, deployment: { environment: { name: string }, model: { name: string } }, modelVersion: { ref: string, digest: string }, server: { name: string, model: string, modelVersion: string | null } | null, previousVersion: { ref: string } | null, previousServer: { name: string, model: string, modelVersion: string | null } | null, outcome: { automatic: boolean, message: string } | null } }
   };

export type ReleaseUpdatedSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type ReleaseUpdatedSubscription = { releaseUpdated: { cursor: string, at: string, state: ReleaseState, change: LedgerChange | null, release: { id: string, state: ReleaseState, strategy: ReleaseStrategy, reason: string | null, createdAt: string, finishedAt: string | null, deployment: { environment: { name: string }, model: { name: string } }, modelVersion: { ref: string, digest: string }, server: { name: string, model: string, modelVersion: string | null } | null, previousVersion: { ref: string } | null, previousServer: { name: string, model: string, modelVersion: string | null } | null, outcome: { automatic: boolean, message: string } | null } } };

export type TrialSummaryFragment = { id: string, state: JobState, failure: { message: string } | null, trial: { number: number, state: TrialState, parameters: Array<{ setting: string, value: string }>, reports: Array<{ epochs: number | null, values: Array<{ metric: string, value: number }> }> } | null };

export type StartTuningMutationVariables = Exact<{
  input: StartTuningInput;
}>;


export type StartTuningMutation = { startTuning: { replayed: boolean, study: { __typename: 'TuningStudy', eventCursor: string, id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null } } };

export type TuningStudyQueryVariables = Exact<{
  id: string;
}>;


export type TuningStudyQuery = { tuningStudy: { __typename: 'TuningStudy', evaluationSplit: string | null, compute: string, id: string, kind: JobKind, state: JobState, createdAt: string, startedAt: string | null, finishedAt: string | null, model: { name: string }, datasetVersion: { ref: string }, initialVersion: { ref: string } | null, tokenizerFrom: { ref: string } | null, distillation: { teacher: { ref: string } } | null, objectives: Array<{ metric: string, direction: TuningDirection }>, best: { id: string, state: JobState, failure: { message: string } | null, trial: { number: number, state: TrialState, parameters: Array<{ setting: string, value: string }>, reports: Array<{ epochs: number | null, values: Array<{ metric: string, value: number }> }> } | null } | null, paretoFront: Array<{ id: string, state: JobState, failure: { message: string } | null, trial: { number: number, state: TrialState, parameters: Array<{ setting: string, value: string }>, reports: Array<{ epochs: number | null, values: Array<{ metric: string, value: number }> }> } | null }>, importance: Array<{ setting: string, share: number }>, result: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } | null, progress: { fraction: number | null, done: number, total: number | null, unit: string, timeLeft: string | null, message: string | null }, failure: { code: ErrorCode, message: string, advice: string, retryable: boolean } | null } | null };

export type TuningTrialsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TuningTrialsQuery = { tuningStudy: { trials: { edges: Array<{ node: { id: string, state: JobState, failure: { message: string } | null, trial: { number: number, state: TrialState, parameters: Array<{ setting: string, value: string }>, reports: Array<{ epochs: number | null, values: Array<{ metric: string, value: number }> }> } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RegisterTrialMutationVariables = Exact<{
  input: RegisterTrialInput;
}>;


export type RegisterTrialMutation = { registerTrial: { replayed: boolean, modelVersion: { id: string, ref: string, number: number, digest: string, sizeBytes: number, parameterCount: number, createdAt: string } } };

export type WorkerSummaryFragment = { id: string, kind: WorkerKind, host: string, ready: boolean, devicesRequested: Array<string>, devices: Array<string>, laneCount: number, queueLength: number, memoryBytes: number, memoryReservedBytes: number | null, memoryBudgetBytes: number | null, startedAt: string, lastSeenAt: string, lanes: Array<{ index: number, processId: number | null, memoryBytes: number, restartCount: number, recycleCount: number, loadedVersions: Array<{ ref: string }> }>, models: Array<{ state: ServedModelState, reason: string | null, pinned: boolean, predictedMemoryBytes: number, measuredMemoryBytes: number | null, maxBatchRows: number | null, unbatchedReason: string | null, uncachedReason: string | null, queueLength: number, sequenceCount: number, modelVersion: { ref: string }, settings: { maxBatchRows: number | null, maxBatchWait: string, devices: Array<InferenceDevice> | null }, device: { requested: Array<string>, effective: string, reason: string | null } | null }> };

export type WorkersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  kind?: WorkerKind | null | undefined;
}>;


export type WorkersQuery = { workers: { edges: Array<{ node: { id: string, kind: WorkerKind, host: string, ready: boolean, devicesRequested: Array<string>, devices: Array<string>, laneCount: number, queueLength: number, memoryBytes: number, memoryReservedBytes: number | null, memoryBudgetBytes: number | null, startedAt: string, lastSeenAt: string, lanes: Array<{ index: number, processId: number | null, memoryBytes: number, restartCount: number, recycleCount: number, loadedVersions: Array<{ ref: string }> }>, models: Array<{ state: ServedModelState, reason: string | null, pinned: boolean, predictedMemoryBytes: number, measuredMemoryBytes: number | null, maxBatchRows: number | null, unbatchedReason: string | null, uncachedReason: string | null, queueLength: number, sequenceCount: number, modelVersion: { ref: string }, settings: { maxBatchRows: number | null, maxBatchWait: string, devices: Array<InferenceDevice> | null }, device: { requested: Array<string>, effective: string, reason: string | null } | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const TokenSummaryFragmentDoc = new TypedDocumentString(`
    fragment TokenSummary on ApiToken {
  id
  name
  role
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
    `, {"fragmentName":"TokenSummary"}) as unknown as TypedDocumentString<TokenSummaryFragment, unknown>;
export const SettingTypeFragmentDoc = new TypedDocumentString(`
    fragment SettingType on __Type {
  name
  enumValues {
    name
  }
}
    `, {"fragmentName":"SettingType"}) as unknown as TypedDocumentString<SettingTypeFragment, unknown>;
export const DatasetVersionSummaryFragmentDoc = new TypedDocumentString(`
    fragment DatasetVersionSummary on DatasetVersion {
  id
  ref
  number
  digest
  sizeBytes
  rowCount
  createdAt
}
    `, {"fragmentName":"DatasetVersionSummary"}) as unknown as TypedDocumentString<DatasetVersionSummaryFragment, unknown>;
export const HealthSummaryFragmentDoc = new TypedDocumentString(`
    fragment HealthSummary on ModelHealth {
  at
  window
  verdict
  reasons {
    code
    message
    observed
    threshold
  }
  requestCount
  requestsPerSecond
  errorRate
  latencyMs {
    p50
    p95
    p99
    max
  }
  predictedLabels {
    label
    count
    share
  }
  byVersion {
    requestCount
    errorRate
    modelVersion {
      ref
    }
  }
}
    `, {"fragmentName":"HealthSummary"}) as unknown as TypedDocumentString<HealthSummaryFragment, unknown>;
export const JobSummaryFragmentDoc = new TypedDocumentString(`
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}
    `, {"fragmentName":"JobSummary"}) as unknown as TypedDocumentString<JobSummaryFragment, unknown>;
export const ModelVersionSummaryFragmentDoc = new TypedDocumentString(`
    fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}
    `, {"fragmentName":"ModelVersionSummary"}) as unknown as TypedDocumentString<ModelVersionSummaryFragment, unknown>;
export const ChangeFragmentDoc = new TypedDocumentString(`
    fragment Change on MetricChange {
  name
  baseline {
    value
    unit
  }
  candidate {
    value
    unit
  }
  change
  interval {
    lower
    upper
  }
  verdict
}
    `, {"fragmentName":"Change"}) as unknown as TypedDocumentString<ChangeFragment, unknown>;
export const CandidateSummaryFragmentDoc = new TypedDocumentString(`
    fragment CandidateSummary on OptimizationCandidate {
  passes {
    kind
  }
  verdict
  reason
  modelVersion {
    ref
  }
  size {
    ...Change
  }
  latency {
    ...Change
  }
  quality {
    ...Change
  }
}
    fragment Change on MetricChange {
  name
  baseline {
    value
    unit
  }
  candidate {
    value
    unit
  }
  change
  interval {
    lower
    upper
  }
  verdict
}`, {"fragmentName":"CandidateSummary"}) as unknown as TypedDocumentString<CandidateSummaryFragment, unknown>;
export const EvaluationSummaryFragmentDoc = new TypedDocumentString(`
    fragment EvaluationSummary on Evaluation {
  id
  split
  datasetVersion {
    ref
  }
  metrics {
    name
    value
    unit
    higherIsBetter
    sampleSize
    interval {
      lower
      upper
    }
  }
  sections {
    name
    metrics {
      name
      value
      sampleSize
    }
  }
  neighbours {
    word
    neighbours {
      word
      similarity
    }
  }
}
    `, {"fragmentName":"EvaluationSummary"}) as unknown as TypedDocumentString<EvaluationSummaryFragment, unknown>;
export const JobResultFragmentDoc = new TypedDocumentString(`
    fragment JobResult on Job {
  ... on ImportJob {
    badRowCount
    dataset {
      name
    }
    datasetVersion: result {
      id
      ref
      digest
      rowCount
      splits {
        name
        rowCount
      }
    }
  }
  ... on TrainingJob {
    model {
      name
    }
    modelVersion: result {
      ...ModelVersionSummary
    }
  }
  ... on TuningStudy {
    model {
      name
    }
    modelVersion: result {
      ...ModelVersionSummary
    }
  }
  ... on OptimizationJob {
    verdict
    source {
      ref
      sizeBytes
    }
    chosen {
      ...CandidateSummary
    }
    candidates {
      edges {
        node {
          passes {
            kind
          }
          reason
        }
      }
    }
    modelVersion: result {
      ...ModelVersionSummary
    }
  }
  ... on EvaluationJob {
    evaluation: result {
      ...EvaluationSummary
    }
  }
}
    fragment CandidateSummary on OptimizationCandidate {
  passes {
    kind
  }
  verdict
  reason
  modelVersion {
    ref
  }
  size {
    ...Change
  }
  latency {
    ...Change
  }
  quality {
    ...Change
  }
}
fragment Change on MetricChange {
  name
  baseline {
    value
    unit
  }
  candidate {
    value
    unit
  }
  change
  interval {
    lower
    upper
  }
  verdict
}
fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}
fragment EvaluationSummary on Evaluation {
  id
  split
  datasetVersion {
    ref
  }
  metrics {
    name
    value
    unit
    higherIsBetter
    sampleSize
    interval {
      lower
      upper
    }
  }
  sections {
    name
    metrics {
      name
      value
      sampleSize
    }
  }
  neighbours {
    word
    neighbours {
      word
      similarity
    }
  }
}`, {"fragmentName":"JobResult"}) as unknown as TypedDocumentString<JobResultFragment, unknown>;
export const TrainingOriginFragmentDoc = new TypedDocumentString(`
    fragment TrainingOrigin on TrainingJob {
  id
  datasetVersion {
    ref
    digest
    rowCount
  }
  settings {
    algorithm
    seed
    epochs
  }
}
    `, {"fragmentName":"TrainingOrigin"}) as unknown as TypedDocumentString<TrainingOriginFragment, unknown>;
export const StepFragmentDoc = new TypedDocumentString(`
    fragment Step on LineageStep {
  kind
  at
  actor {
    name
  }
  summary
  reproducible
  inputs {
    ref
    digest
  }
  output {
    ref
    digest
  }
}
    `, {"fragmentName":"Step"}) as unknown as TypedDocumentString<StepFragment, unknown>;
export const NearWordFragmentDoc = new TypedDocumentString(`
    fragment NearWord on Neighbour {
  index
  text
  similarity
}
    `, {"fragmentName":"NearWord"}) as unknown as TypedDocumentString<NearWordFragment, unknown>;
export const WordOriginFragmentDoc = new TypedDocumentString(`
    fragment WordOrigin on AskedWord {
  word
  source
}
    `, {"fragmentName":"WordOrigin"}) as unknown as TypedDocumentString<WordOriginFragment, unknown>;
export const ServerFragmentDoc = new TypedDocumentString(`
    fragment Server on ServerModel {
  name
  model
  modelVersion
}
    `, {"fragmentName":"Server"}) as unknown as TypedDocumentString<ServerFragment, unknown>;
export const ReleaseSummaryFragmentDoc = new TypedDocumentString(`
    fragment ReleaseSummary on Release {
  id
  state
  strategy
  deployment {
    environment {
      name
    }
    model {
      name
    }
  }
  modelVersion {
    ref
    digest
  }
  server {
    ...Server
  }
  previousVersion {
    ref
  }
  previousServer {
    ...Server
  }
  outcome {
    automatic
    message
  }
  reason
  createdAt
  finishedAt
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}`, {"fragmentName":"ReleaseSummary"}) as unknown as TypedDocumentString<ReleaseSummaryFragment, unknown>;
export const TrialSummaryFragmentDoc = new TypedDocumentString(`
    fragment TrialSummary on TrainingJob {
  id
  state
  failure {
    message
  }
  trial {
    number
    state
    parameters {
      setting
      value
    }
    reports {
      epochs
      values {
        metric
        value
      }
    }
  }
}
    `, {"fragmentName":"TrialSummary"}) as unknown as TypedDocumentString<TrialSummaryFragment, unknown>;
export const WorkerSummaryFragmentDoc = new TypedDocumentString(`
    fragment WorkerSummary on Worker {
  id
  kind
  host
  ready
  devicesRequested
  devices
  laneCount
  queueLength
  memoryBytes
  memoryReservedBytes
  memoryBudgetBytes
  startedAt
  lastSeenAt
  lanes {
    index
    processId
    memoryBytes
    restartCount
    recycleCount
    loadedVersions {
      ref
    }
  }
  models {
    modelVersion {
      ref
    }
    state
    reason
    pinned
    settings {
      maxBatchRows
      maxBatchWait
      devices
    }
    predictedMemoryBytes
    measuredMemoryBytes
    maxBatchRows
    unbatchedReason
    uncachedReason
    device {
      requested
      effective
      reason
    }
    queueLength
    sequenceCount
  }
}
    `, {"fragmentName":"WorkerSummary"}) as unknown as TypedDocumentString<WorkerSummaryFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    name
    kind
    role
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const ApiTokensDocument = new TypedDocumentString(`
    query ApiTokens($first: Int, $after: Cursor) {
  apiTokens(first: $first, after: $after) {
    edges {
      node {
        ...TokenSummary
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment TokenSummary on ApiToken {
  id
  name
  role
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<ApiTokensQuery, ApiTokensQueryVariables>;
export const CreateApiTokenDocument = new TypedDocumentString(`
    mutation CreateApiToken($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    secret
    token {
      ...TokenSummary
    }
  }
}
    fragment TokenSummary on ApiToken {
  id
  name
  role
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<CreateApiTokenMutation, CreateApiTokenMutationVariables>;
export const RevokeApiTokenDocument = new TypedDocumentString(`
    mutation RevokeApiToken($input: RevokeApiTokenInput!) {
  revokeApiToken(input: $input) {
    token {
      ...TokenSummary
    }
  }
}
    fragment TokenSummary on ApiToken {
  id
  name
  role
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>;
export const TrainingAlgorithmsDocument = new TypedDocumentString(`
    query TrainingAlgorithms {
  __type(name: "TrainingSettingsInput") {
    inputFields {
      name
      description
      type {
        inputFields {
          name
          description
          defaultValue
          type {
            ...SettingType
            ofType {
              ...SettingType
            }
          }
        }
      }
    }
  }
}
    fragment SettingType on __Type {
  name
  enumValues {
    name
  }
}`) as unknown as TypedDocumentString<TrainingAlgorithmsQuery, TrainingAlgorithmsQueryVariables>;
export const DatasetsDocument = new TypedDocumentString(`
    query Datasets($first: Int, $after: Cursor, $search: String) {
  datasets(first: $first, after: $after, search: $search) {
    edges {
      node {
        id
        name
        description
        createdAt
        latestVersion {
          ...DatasetVersionSummary
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment DatasetVersionSummary on DatasetVersion {
  id
  ref
  number
  digest
  sizeBytes
  rowCount
  createdAt
}`) as unknown as TypedDocumentString<DatasetsQuery, DatasetsQueryVariables>;
export const DatasetByNameDocument = new TypedDocumentString(`
    query DatasetByName($name: String!) {
  dataset(name: $name) {
    id
    name
    description
    createdAt
    versions(first: 20) {
      edges {
        node {
          ...DatasetVersionSummary
        }
      }
    }
  }
}
    fragment DatasetVersionSummary on DatasetVersion {
  id
  ref
  number
  digest
  sizeBytes
  rowCount
  createdAt
}`) as unknown as TypedDocumentString<DatasetByNameQuery, DatasetByNameQueryVariables>;
export const DatasetVersionDocument = new TypedDocumentString(`
    query DatasetVersion($ref: Ref!) {
  datasetVersion(ref: $ref) {
    ...DatasetVersionSummary
    columns {
      name
      kind
    }
    splits {
      name
      rowCount
    }
    statistics {
      rowCount
      tokenCount
      distinctTokenCount
      duplicateRate
      labels {
        label
        count
        share
      }
      lengthInTokens {
        mean
        p50
        p95
        max
      }
      topTokens(first: 10) {
        token
        count
      }
    }
  }
}
    fragment DatasetVersionSummary on DatasetVersion {
  id
  ref
  number
  digest
  sizeBytes
  rowCount
  createdAt
}`) as unknown as TypedDocumentString<DatasetVersionQuery, DatasetVersionQueryVariables>;
export const CreateDatasetDocument = new TypedDocumentString(`
    mutation CreateDataset($input: CreateDatasetInput!) {
  createDataset(input: $input) {
    dataset {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateDatasetMutation, CreateDatasetMutationVariables>;
export const ImportDatasetVersionDocument = new TypedDocumentString(`
    mutation ImportDatasetVersion($input: ImportDatasetVersionInput!) {
  importDatasetVersion(input: $input) {
    replayed
    job {
      ...JobSummary
      eventCursor
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<ImportDatasetVersionMutation, ImportDatasetVersionMutationVariables>;
export const GenerateDocument = new TypedDocumentString(`
    subscription Generate($input: GenerateInput!, $after: Cursor) {
  generate(input: $input, after: $after) {
    cursor
    predictionId
    text
    index
    logProbability
    finishReason
  }
}
    `) as unknown as TypedDocumentString<GenerateSubscription, GenerateSubscriptionVariables>;
export const HealthDocument = new TypedDocumentString(`
    query Health($environment: String!, $model: String!, $window: Duration) {
  health(environment: $environment, model: $model, window: $window) {
    cursor
    ...HealthSummary
  }
}
    fragment HealthSummary on ModelHealth {
  at
  window
  verdict
  reasons {
    code
    message
    observed
    threshold
  }
  requestCount
  requestsPerSecond
  errorRate
  latencyMs {
    p50
    p95
    p99
    max
  }
  predictedLabels {
    label
    count
    share
  }
  byVersion {
    requestCount
    errorRate
    modelVersion {
      ref
    }
  }
}`) as unknown as TypedDocumentString<HealthQuery, HealthQueryVariables>;
export const ModelHealthDocument = new TypedDocumentString(`
    subscription ModelHealth($environment: String!, $model: String!, $every: Duration, $window: Duration, $after: Cursor) {
  modelHealth(
    environment: $environment
    model: $model
    every: $every
    window: $window
    after: $after
  ) {
    cursor
    ...HealthSummary
  }
}
    fragment HealthSummary on ModelHealth {
  at
  window
  verdict
  reasons {
    code
    message
    observed
    threshold
  }
  requestCount
  requestsPerSecond
  errorRate
  latencyMs {
    p50
    p95
    p99
    max
  }
  predictedLabels {
    label
    count
    share
  }
  byVersion {
    requestCount
    errorRate
    modelVersion {
      ref
    }
  }
}`) as unknown as TypedDocumentString<ModelHealthSubscription, ModelHealthSubscriptionVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($first: Int, $after: Cursor, $filter: JobFilter) {
  jobs(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        ...JobSummary
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobDocument = new TypedDocumentString(`
    query Job($id: ID!, $waitUpTo: Duration) {
  job(id: $id, waitUpTo: $waitUpTo) {
    ...JobSummary
    ...JobResult
    attempts {
      number
      startedAt
      endedAt
      end
      resumedFromCheckpoint
    }
    adjustments {
      setting
      requested
      effective
      reason
    }
    logs(last: 20) {
      edges {
        node {
          at
          level
          message
        }
      }
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}
fragment JobResult on Job {
  ... on ImportJob {
    badRowCount
    dataset {
      name
    }
    datasetVersion: result {
      id
      ref
      digest
      rowCount
      splits {
        name
        rowCount
      }
    }
  }
  ... on TrainingJob {
    model {
      name
    }
    modelVersion: result {
      ...ModelVersionSummary
    }
  }
  ... on TuningStudy {
    model {
      name
    }
    modelVersion: result {
      ...ModelVersionSummary
    }
  }
  ... on OptimizationJob {
    verdict
    source {
      ref
      sizeBytes
    }
    chosen {
      ...CandidateSummary
    }
    candidates {
      edges {
        node {
          passes {
            kind
          }
          reason
        }
      }
    }
    modelVersion: result {
      ...ModelVersionSummary
    }
  }
  ... on EvaluationJob {
    evaluation: result {
      ...EvaluationSummary
    }
  }
}
fragment CandidateSummary on OptimizationCandidate {
  passes {
    kind
  }
  verdict
  reason
  modelVersion {
    ref
  }
  size {
    ...Change
  }
  latency {
    ...Change
  }
  quality {
    ...Change
  }
}
fragment Change on MetricChange {
  name
  baseline {
    value
    unit
  }
  candidate {
    value
    unit
  }
  change
  interval {
    lower
    upper
  }
  verdict
}
fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}
fragment EvaluationSummary on Evaluation {
  id
  split
  datasetVersion {
    ref
  }
  metrics {
    name
    value
    unit
    higherIsBetter
    sampleSize
    interval {
      lower
      upper
    }
  }
  sections {
    name
    metrics {
      name
      value
      sampleSize
    }
  }
  neighbours {
    word
    neighbours {
      word
      similarity
    }
  }
}`) as unknown as TypedDocumentString<JobQuery, JobQueryVariables>;
export const JobUpdatedDocument = new TypedDocumentString(`
    subscription JobUpdated($id: ID!, $after: Cursor) {
  jobUpdated(id: $id, after: $after) {
    cursor
    at
    state
    fraction
    job {
      ...JobSummary
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<JobUpdatedSubscription, JobUpdatedSubscriptionVariables>;
export const JobMetricsDocument = new TypedDocumentString(`
    subscription JobMetrics($id: ID!, $names: [String!], $after: Cursor) {
  jobMetrics(id: $id, names: $names, after: $after) {
    cursor
    metrics {
      name
      step
      value
      at
    }
  }
}
    `) as unknown as TypedDocumentString<JobMetricsSubscription, JobMetricsSubscriptionVariables>;
export const JobLogDocument = new TypedDocumentString(`
    subscription JobLog($id: ID!, $after: Cursor) {
  jobLog(id: $id, after: $after) {
    cursor
    lines {
      at
      level
      message
    }
  }
}
    `) as unknown as TypedDocumentString<JobLogSubscription, JobLogSubscriptionVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($input: JobInput!) {
  cancelJob(input: $input) {
    __typename
    ... on JobPayload {
      replayed
      job {
        ...JobSummary
      }
    }
    ... on UserError {
      message
      advice
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const RetryJobDocument = new TypedDocumentString(`
    mutation RetryJob($input: JobInput!) {
  retryJob(input: $input) {
    __typename
    ... on JobPayload {
      replayed
      job {
        ...JobSummary
      }
    }
    ... on UserError {
      message
      advice
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
export const PredictionLineageDocument = new TypedDocumentString(`
    query PredictionLineage($id: ID!) {
  prediction(id: $id) {
    id
    at
    ... on Classification {
      label
      score
    }
    route {
      release {
        id
        state
        startedBy {
          name
        }
      }
    }
    feedback {
      correct
      expectedLabels
    }
    modelVersion {
      ref
      digest
      evaluations(first: 3) {
        edges {
          node {
            ...EvaluationSummary
          }
        }
      }
      origin {
        __typename
        ... on TrainingJob {
          ...TrainingOrigin
        }
        ... on OptimizationJob {
          id
          chosen {
            passes {
              kind
            }
            reason
          }
          source {
            ref
            digest
            origin {
              ... on TrainingJob {
                ...TrainingOrigin
              }
            }
          }
        }
      }
    }
    lineage {
      ...Step
    }
  }
}
    fragment TrainingOrigin on TrainingJob {
  id
  datasetVersion {
    ref
    digest
    rowCount
  }
  settings {
    algorithm
    seed
    epochs
  }
}
fragment EvaluationSummary on Evaluation {
  id
  split
  datasetVersion {
    ref
  }
  metrics {
    name
    value
    unit
    higherIsBetter
    sampleSize
    interval {
      lower
      upper
    }
  }
  sections {
    name
    metrics {
      name
      value
      sampleSize
    }
  }
  neighbours {
    word
    neighbours {
      word
      similarity
    }
  }
}
fragment Step on LineageStep {
  kind
  at
  actor {
    name
  }
  summary
  reproducible
  inputs {
    ref
    digest
  }
  output {
    ref
    digest
  }
}`) as unknown as TypedDocumentString<PredictionLineageQuery, PredictionLineageQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($first: Int, $after: Cursor, $search: String) {
  models(first: $first, after: $after, search: $search) {
    edges {
      node {
        id
        name
        task
        description
        createdAt
        latestVersion {
          ...ModelVersionSummary
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}`) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const ModelByNameDocument = new TypedDocumentString(`
    query ModelByName($name: String!) {
  model(name: $name) {
    id
    name
    task
    description
    createdAt
    aliases {
      name
      modelVersion {
        ref
      }
    }
    versions(first: 20) {
      edges {
        node {
          ...ModelVersionSummary
          aliases {
            name
          }
        }
      }
    }
  }
}
    fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}`) as unknown as TypedDocumentString<ModelByNameQuery, ModelByNameQueryVariables>;
export const ModelVersionDocument = new TypedDocumentString(`
    query ModelVersion($ref: Ref!) {
  modelVersion(ref: $ref) {
    ...ModelVersionSummary
    model {
      name
      task
    }
    aliases {
      name
    }
    tags {
      key
      value
    }
    files {
      path
      role
      digest
      sizeBytes
    }
    signature {
      inputs {
        name
        datatype
        shape
      }
      outputs {
        name
        datatype
        shape
      }
      labels
    }
    evaluations(first: 10) {
      edges {
        node {
          ...EvaluationSummary
        }
      }
    }
    lineage {
      ...Step
    }
  }
}
    fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}
fragment EvaluationSummary on Evaluation {
  id
  split
  datasetVersion {
    ref
  }
  metrics {
    name
    value
    unit
    higherIsBetter
    sampleSize
    interval {
      lower
      upper
    }
  }
  sections {
    name
    metrics {
      name
      value
      sampleSize
    }
  }
  neighbours {
    word
    neighbours {
      word
      similarity
    }
  }
}
fragment Step on LineageStep {
  kind
  at
  actor {
    name
  }
  summary
  reproducible
  inputs {
    ref
    digest
  }
  output {
    ref
    digest
  }
}`) as unknown as TypedDocumentString<ModelVersionQuery, ModelVersionQueryVariables>;
export const CreateModelDocument = new TypedDocumentString(`
    mutation CreateModel($input: CreateModelInput!) {
  createModel(input: $input) {
    model {
      id
      name
      task
    }
  }
}
    `) as unknown as TypedDocumentString<CreateModelMutation, CreateModelMutationVariables>;
export const SetAliasDocument = new TypedDocumentString(`
    mutation SetAlias($input: SetAliasInput!) {
  setAlias(input: $input) {
    replayed
    alias {
      name
      modelVersion {
        ref
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SetAliasMutation, SetAliasMutationVariables>;
export const StartTrainingDocument = new TypedDocumentString(`
    mutation StartTraining($input: StartTrainingInput!) {
  startTraining(input: $input) {
    replayed
    job {
      ...JobSummary
      eventCursor
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<StartTrainingMutation, StartTrainingMutationVariables>;
export const EvaluateModelVersionDocument = new TypedDocumentString(`
    mutation EvaluateModelVersion($input: EvaluateModelVersionInput!) {
  evaluateModelVersion(input: $input) {
    replayed
    job {
      ...JobSummary
      eventCursor
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<EvaluateModelVersionMutation, EvaluateModelVersionMutationVariables>;
export const OptimizeModelVersionDocument = new TypedDocumentString(`
    mutation OptimizeModelVersion($input: OptimizeModelVersionInput!) {
  optimizeModelVersion(input: $input) {
    replayed
    job {
      ...JobSummary
      eventCursor
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<OptimizeModelVersionMutation, OptimizeModelVersionMutationVariables>;
export const RegisterModelVersionDocument = new TypedDocumentString(`
    mutation RegisterModelVersion($input: RegisterModelVersionInput!) {
  registerModelVersion(input: $input) {
    replayed
    modelVersion {
      ...ModelVersionSummary
    }
  }
}
    fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}`) as unknown as TypedDocumentString<RegisterModelVersionMutation, RegisterModelVersionMutationVariables>;
export const WordVectorsUrlDocument = new TypedDocumentString(`
    query WordVectorsUrl($ref: Ref!, $format: WordVectorFormat!) {
  modelVersion(ref: $ref) {
    ref
    wordVectorsUrl(format: $format)
  }
}
    `) as unknown as TypedDocumentString<WordVectorsUrlQuery, WordVectorsUrlQueryVariables>;
export const ComparisonDocument = new TypedDocumentString(`
    query Comparison($ref: Ref!, $baseline: Ref!, $datasetVersion: Ref, $split: String) {
  modelVersion(ref: $ref) {
    comparison(baseline: $baseline, datasetVersion: $datasetVersion, split: $split) {
      baseline {
        ref
      }
      candidate {
        ref
      }
      metrics {
        ...Change
      }
    }
  }
}
    fragment Change on MetricChange {
  name
  baseline {
    value
    unit
  }
  candidate {
    value
    unit
  }
  change
  interval {
    lower
    upper
  }
  verdict
}`) as unknown as TypedDocumentString<ComparisonQuery, ComparisonQueryVariables>;
export const WordMapDocument = new TypedDocumentString(`
    query WordMap($ref: Ref!, $words: Int!, $seed: Int!) {
  modelVersion(ref: $ref) {
    ref
    wordMap(words: $words, seed: $seed) {
      word
      rank
      x
      y
    }
  }
}
    `) as unknown as TypedDocumentString<WordMapQuery, WordMapQueryVariables>;
export const FastTextUrlDocument = new TypedDocumentString(`
    query FastTextUrl($ref: Ref!) {
  modelVersion(ref: $ref) {
    ref
    fastTextUrl
  }
}
    `) as unknown as TypedDocumentString<FastTextUrlQuery, FastTextUrlQueryVariables>;
export const NearestNeighboursDocument = new TypedDocumentString(`
    query NearestNeighbours($input: NearestNeighboursInput!) {
  nearestNeighbours(input: $input) {
    text
    neighbours {
      ...NearWord
    }
    words {
      ...WordOrigin
    }
  }
}
    fragment NearWord on Neighbour {
  index
  text
  similarity
}
fragment WordOrigin on AskedWord {
  word
  source
}`) as unknown as TypedDocumentString<NearestNeighboursQuery, NearestNeighboursQueryVariables>;
export const AnalogyDocument = new TypedDocumentString(`
    query Analogy($input: AnalogyInput!) {
  analogy(input: $input) {
    answers {
      ...NearWord
    }
    words {
      ...WordOrigin
    }
  }
}
    fragment NearWord on Neighbour {
  index
  text
  similarity
}
fragment WordOrigin on AskedWord {
  word
  source
}`) as unknown as TypedDocumentString<AnalogyQuery, AnalogyQueryVariables>;
export const PredictDocument = new TypedDocumentString(`
    query Predict($input: PredictInput!) {
  predict(input: $input) {
    failureCount
    latencyMs
    results {
      __typename
      ... on Prediction {
        id
        latencyMs
        modelVersion {
          ref
        }
      }
      ... on Classification {
        label
        score
        scores(first: 5) {
          label
          score
        }
      }
      ... on MultiLabelClassification {
        labels {
          label
          score
        }
      }
      ... on Regression {
        value
        standardDeviation
      }
      ... on TokenClassification {
        spans {
          label
          score
          start
          end
          text
        }
      }
      ... on TextEmbedding {
        vectorBase64
      }
      ... on TensorPrediction {
        outputs {
          name
          datatype
          shape
          values
        }
      }
      ... on PredictionFailure {
        index
        code
        retryable
        message
        advice
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PredictQuery, PredictQueryVariables>;
export const RecordFeedbackDocument = new TypedDocumentString(`
    mutation RecordFeedback($input: RecordFeedbackInput!) {
  recordFeedback(input: $input) {
    replayed
    feedback {
      id
      correct
      expectedLabels
    }
  }
}
    `) as unknown as TypedDocumentString<RecordFeedbackMutation, RecordFeedbackMutationVariables>;
export const EnvironmentByNameDocument = new TypedDocumentString(`
    query EnvironmentByName($name: String!) {
  environment(name: $name) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<EnvironmentByNameQuery, EnvironmentByNameQueryVariables>;
export const CreateEnvironmentDocument = new TypedDocumentString(`
    mutation CreateEnvironment($input: CreateEnvironmentInput!) {
  createEnvironment(input: $input) {
    replayed
    environment {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateEnvironmentMutation, CreateEnvironmentMutationVariables>;
export const EnvironmentStatusDocument = new TypedDocumentString(`
    query EnvironmentStatus($name: String!) {
  environment(name: $name) {
    name
    deployments(first: 50) {
      edges {
        node {
          model {
            name
          }
          routes {
            role
            weight
            ready
            modelVersion {
              ref
            }
            server {
              ...Server
            }
          }
          activeRelease {
            id
            state
          }
        }
      }
    }
    ledger(first: 10) {
      edges {
        node {
          at
          change
          actor {
            name
          }
          release {
            id
          }
          routes {
            weight
            modelVersion {
              ref
            }
            server {
              ...Server
            }
          }
        }
      }
    }
  }
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}`) as unknown as TypedDocumentString<EnvironmentStatusQuery, EnvironmentStatusQueryVariables>;
export const NewestReleaseDocument = new TypedDocumentString(`
    query NewestRelease($environment: String!, $model: String!) {
  environment(name: $environment) {
    deployment(model: $model) {
      releases(first: 1) {
        edges {
          node {
            ...ReleaseSummary
          }
        }
      }
    }
  }
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}
fragment ReleaseSummary on Release {
  id
  state
  strategy
  deployment {
    environment {
      name
    }
    model {
      name
    }
  }
  modelVersion {
    ref
    digest
  }
  server {
    ...Server
  }
  previousVersion {
    ref
  }
  previousServer {
    ...Server
  }
  outcome {
    automatic
    message
  }
  reason
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<NewestReleaseQuery, NewestReleaseQueryVariables>;
export const EnvironmentAsOfDocument = new TypedDocumentString(`
    query EnvironmentAsOf($name: String!, $at: DateTime!) {
  environment(name: $name) {
    asOf(at: $at) {
      at
      deployments {
        routes {
          weight
          modelVersion {
            ref
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EnvironmentAsOfQuery, EnvironmentAsOfQueryVariables>;
export const ReleaseDocument = new TypedDocumentString(`
    query Release($id: ID!, $waitUpTo: Duration) {
  release(id: $id, waitUpTo: $waitUpTo) {
    ...ReleaseSummary
  }
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}
fragment ReleaseSummary on Release {
  id
  state
  strategy
  deployment {
    environment {
      name
    }
    model {
      name
    }
  }
  modelVersion {
    ref
    digest
  }
  server {
    ...Server
  }
  previousVersion {
    ref
  }
  previousServer {
    ...Server
  }
  outcome {
    automatic
    message
  }
  reason
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<ReleaseQuery, ReleaseQueryVariables>;
export const StartReleaseDocument = new TypedDocumentString(`
    mutation StartRelease($input: StartReleaseInput!) {
  startRelease(input: $input) {
    __typename
    ... on ReleasePayload {
      replayed
      release {
        ...ReleaseSummary
        eventCursor
      }
    }
    ... on UserError {
      message
      advice
    }
  }
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}
fragment ReleaseSummary on Release {
  id
  state
  strategy
  deployment {
    environment {
      name
    }
    model {
      name
    }
  }
  modelVersion {
    ref
    digest
  }
  server {
    ...Server
  }
  previousVersion {
    ref
  }
  previousServer {
    ...Server
  }
  outcome {
    automatic
    message
  }
  reason
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<StartReleaseMutation, StartReleaseMutationVariables>;
export const RollbackReleaseDocument = new TypedDocumentString(`
    mutation RollbackRelease($input: ReleaseActionInput!) {
  rollbackRelease(input: $input) {
    __typename
    ... on ReleasePayload {
      replayed
      release {
        ...ReleaseSummary
        eventCursor
      }
    }
    ... on UserError {
      message
      advice
    }
  }
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}
fragment ReleaseSummary on Release {
  id
  state
  strategy
  deployment {
    environment {
      name
    }
    model {
      name
    }
  }
  modelVersion {
    ref
    digest
  }
  server {
    ...Server
  }
  previousVersion {
    ref
  }
  previousServer {
    ...Server
  }
  outcome {
    automatic
    message
  }
  reason
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<RollbackReleaseMutation, RollbackReleaseMutationVariables>;
export const ReleaseUpdatedDocument = new TypedDocumentString(`
    subscription ReleaseUpdated($id: ID!, $after: Cursor) {
  releaseUpdated(id: $id, after: $after) {
    cursor
    at
    state
    change
    release {
      ...ReleaseSummary
    }
  }
}
    fragment Server on ServerModel {
  name
  model
  modelVersion
}
fragment ReleaseSummary on Release {
  id
  state
  strategy
  deployment {
    environment {
      name
    }
    model {
      name
    }
  }
  modelVersion {
    ref
    digest
  }
  server {
    ...Server
  }
  previousVersion {
    ref
  }
  previousServer {
    ...Server
  }
  outcome {
    automatic
    message
  }
  reason
  createdAt
  finishedAt
}`) as unknown as TypedDocumentString<ReleaseUpdatedSubscription, ReleaseUpdatedSubscriptionVariables>;
export const StartTuningDocument = new TypedDocumentString(`
    mutation StartTuning($input: StartTuningInput!) {
  startTuning(input: $input) {
    replayed
    study {
      ...JobSummary
      eventCursor
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<StartTuningMutation, StartTuningMutationVariables>;
export const TuningStudyDocument = new TypedDocumentString(`
    query TuningStudy($id: ID!) {
  tuningStudy(id: $id) {
    ...JobSummary
    model {
      name
    }
    datasetVersion {
      ref
    }
    initialVersion {
      ref
    }
    tokenizerFrom {
      ref
    }
    distillation {
      teacher {
        ref
      }
    }
    evaluationSplit
    objectives {
      metric
      direction
    }
    compute
    best {
      ...TrialSummary
    }
    paretoFront {
      ...TrialSummary
    }
    importance {
      setting
      share
    }
    result {
      ...ModelVersionSummary
    }
  }
}
    fragment JobSummary on Job {
  __typename
  id
  kind
  state
  progress {
    fraction
    done
    total
    unit
    timeLeft
    message
  }
  failure {
    code
    message
    advice
    retryable
  }
  createdAt
  startedAt
  finishedAt
}
fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}
fragment TrialSummary on TrainingJob {
  id
  state
  failure {
    message
  }
  trial {
    number
    state
    parameters {
      setting
      value
    }
    reports {
      epochs
      values {
        metric
        value
      }
    }
  }
}`) as unknown as TypedDocumentString<TuningStudyQuery, TuningStudyQueryVariables>;
export const TuningTrialsDocument = new TypedDocumentString(`
    query TuningTrials($id: ID!, $first: Int, $after: Cursor) {
  tuningStudy(id: $id) {
    trials(first: $first, after: $after) {
      edges {
        node {
          ...TrialSummary
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment TrialSummary on TrainingJob {
  id
  state
  failure {
    message
  }
  trial {
    number
    state
    parameters {
      setting
      value
    }
    reports {
      epochs
      values {
        metric
        value
      }
    }
  }
}`) as unknown as TypedDocumentString<TuningTrialsQuery, TuningTrialsQueryVariables>;
export const RegisterTrialDocument = new TypedDocumentString(`
    mutation RegisterTrial($input: RegisterTrialInput!) {
  registerTrial(input: $input) {
    replayed
    modelVersion {
      ...ModelVersionSummary
    }
  }
}
    fragment ModelVersionSummary on ModelVersion {
  id
  ref
  number
  digest
  sizeBytes
  parameterCount
  createdAt
}`) as unknown as TypedDocumentString<RegisterTrialMutation, RegisterTrialMutationVariables>;
export const WorkersDocument = new TypedDocumentString(`
    query Workers($first: Int, $after: Cursor, $kind: WorkerKind) {
  workers(first: $first, after: $after, kind: $kind) {
    edges {
      node {
        ...WorkerSummary
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WorkerSummary on Worker {
  id
  kind
  host
  ready
  devicesRequested
  devices
  laneCount
  queueLength
  memoryBytes
  memoryReservedBytes
  memoryBudgetBytes
  startedAt
  lastSeenAt
  lanes {
    index
    processId
    memoryBytes
    restartCount
    recycleCount
    loadedVersions {
      ref
    }
  }
  models {
    modelVersion {
      ref
    }
    state
    reason
    pinned
    settings {
      maxBatchRows
      maxBatchWait
      devices
    }
    predictedMemoryBytes
    measuredMemoryBytes
    maxBatchRows
    unbatchedReason
    uncachedReason
    device {
      requested
      effective
      reason
    }
    queueLength
    sequenceCount
  }
}`) as unknown as TypedDocumentString<WorkersQuery, WorkersQueryVariables>;