/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** All predictions move to the version as soon as every inference worker has loaded it. */
export type AllAtOnceInput = {
  /** How long the version that served before stays loaded, for requests under way and for a quick way back. */
  drain?: string;
};

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

/** How the version takes over: exactly one of these. */
export type ReleaseStrategyInput =
  {   /** All predictions at once. */
  allAtOnce: AllAtOnceInput; };

/** Which generator the version of a text GAN is. */
export type ServedGenerator =
  /** The one after adversarial training, whatever the report says. */
  | 'ADVERSARIAL'
  /** The one after adversarial training where the report says that it improved, else the pre-trained one. */
  | 'BETTER';

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

/** How a word is told apart from all others when vectors of words are trained. */
export type WordVectorLoss =
  /** From all, by the turns of its way down a Huffman tree, whose nodes have vectors. */
  | 'HIERARCHICAL_SOFTMAX'
  /** From a few noise words, drawn by how frequent they are. */
  | 'NEGATIVE_SAMPLING';

export type CreateDatasetMutationVariables = Exact<{
  input: CreateDatasetInput;
}>;


export type CreateDatasetMutation = { createDataset: { dataset: { id: string, name: string } } };

export type ImportMailsMutationVariables = Exact<{
  input: ImportDatasetVersionInput;
}>;


export type ImportMailsMutation = { importDatasetVersion: { job: { id: string } } };

export type ImportProgressSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type ImportProgressSubscription = { jobUpdated: { cursor: string, state: JobState, fraction: number | null, job:
      | { failure: { message: string, advice: string } | null }
      | { result: { ref: string } | null, failure: { message: string, advice: string } | null }
      | { failure: { message: string, advice: string } | null }
      | { failure: { message: string, advice: string } | null }
      | { failure: { message: string, advice: string } | null }
     } };

export type StatisticsQueryVariables = Exact<{
  ref: string;
}>;


export type StatisticsQuery = { datasetVersion: { ref: string, digest: string, rowCount: number, splits: Array<{ name: string, rowCount: number }>, statistics: { tokenCount: number, distinctTokenCount: number, duplicateRate: number | null, labels: Array<{ label: string, count: number, share: number }>, lengthInTokens: { p50: number | null, p95: number | null } } } | null };

export type LineageQueryVariables = Exact<{
  prediction: string;
}>;


export type LineageQuery = { prediction:
    | { label: string, score: number, at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
    | { at: string, feedback: Array<{ correct: boolean, expectedLabels: Array<string> }>, route: { release: { id: string, state: ReleaseState, startedBy: { name: string } } | null } | null, modelVersion: { ref: string, digest: string, origin:
          | { id: string, chosen: { reason: string, passes: Array<{ kind: OptimizationPassKind }> } | null, source: { ref: string, digest: string, origin:
                | { id: string, settings:
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                    | { algorithm: TrainingAlgorithm, seed: number }
                  , datasetVersion: { ref: string, digest: string, rowCount: number } }
                | Record<PropertyKey, never>
               } }
          | Record<PropertyKey, never>
         }, lineage: Array<{ kind: LineageKind, at: string, summary: string, actor: { name: string }, inputs: Array<
          | { ref: string, digest: string }
          | { ref: string, digest: string }
        >, output:
          | { ref: string, digest: string }
          | { ref: string, digest: string }
         | null }> }
   | null };

export type OptimizeMutationVariables = Exact<{
  input: OptimizeModelVersionInput;
}>;


export type OptimizeMutation = { optimizeModelVersion: { job: { id: string } } };

export type OptimizationProgressSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OptimizationProgressSubscription = { jobUpdated: { cursor: string, state: JobState, fraction: number | null, job:
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
     } };

export type OptimizationQueryVariables = Exact<{
  id: string;
}>;


export type OptimizationQuery = { job:
    | { verdict: OptimizationVerdict | null, result: { ref: string } | null, candidates: { edges: Array<{ node: { verdict: OptimizationVerdict, reason: string, passes: Array<{ kind: OptimizationPassKind }>, modelVersion: { ref: string } | null, size: { baseline: { value: number }, candidate: { value: number } } | null, latency: { baseline: { value: number }, candidate: { value: number } } | null, quality: { name: MetricName, change: number, interval: { lower: number, upper: number } | null } | null } }> } }
    | Record<PropertyKey, never>
   | null };

export type PredictQueryVariables = Exact<{
  input: PredictInput;
}>;


export type PredictQuery = { predict: { failureCount: number, latencyMs: number, results: Array<
      | { id: string, label: string, score: number, modelVersion: { ref: string } }
      | { message: string, advice: string }
      | Record<PropertyKey, never>
    > } };

export type RecordFeedbackMutationVariables = Exact<{
  input: RecordFeedbackInput;
}>;


export type RecordFeedbackMutation = { recordFeedback: { feedback: Array<{ correct: boolean }> } };

export type LiveHealthSubscriptionVariables = Exact<{
  environment: string;
  model: string;
  after?: string | null | undefined;
}>;


export type LiveHealthSubscription = { modelHealth: { cursor: string, at: string, verdict: HealthVerdict, requestCount: number, requestsPerSecond: number, errorRate: number | null, reasons: Array<{ code: HealthReasonCode, message: string }>, latencyMs: { p50: number, p95: number, p99: number } | null, predictedLabels: Array<{ label: string, share: number }> } };

export type CreateEnvironmentMutationVariables = Exact<{
  input: CreateEnvironmentInput;
}>;


export type CreateEnvironmentMutation = { createEnvironment: { environment: { id: string, name: string } } };

export type StartReleaseMutationVariables = Exact<{
  input: StartReleaseInput;
}>;


export type StartReleaseMutation = { startRelease:
    | { __typename: 'ReleaseInProgress', message: string, advice: string }
    | { __typename: 'ReleasePayload', release: { id: string } }
   };

export type ReleaseProgressSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type ReleaseProgressSubscription = { releaseUpdated: { cursor: string, state: ReleaseState, release: { outcome: { message: string } | null } } };

export type ServingQueryVariables = Exact<{
  environment: string;
  model: string;
}>;


export type ServingQuery = { environment: { deployment: { routes: Array<{ weight: number, modelVersion: { ref: string } }> } | null } | null };

export type RollBackMutationVariables = Exact<{
  input: ReleaseActionInput;
}>;


export type RollBackMutation = { rollbackRelease:
    | { __typename: 'NothingToRollBackTo', message: string, advice: string }
    | { __typename: 'ReleaseNotActive', message: string, advice: string }
    | { __typename: 'ReleasePayload', release: { state: ReleaseState, previousVersion: { ref: string } | null } }
   };

export type HistoryQueryVariables = Exact<{
  environment: string;
  before: string;
}>;


export type HistoryQuery = { environment: { ledger: { edges: Array<{ node: { at: string, change: LedgerChange, hash: string, routes: Array<{ modelVersion: { ref: string } }> } }> }, asOf: { deployments: Array<{ routes: Array<{ modelVersion: { ref: string } }> }> } } | null };

export type CreateModelMutationVariables = Exact<{
  input: CreateModelInput;
}>;


export type CreateModelMutation = { createModel: { model: { id: string, name: string } } };

export type StartTrainingMutationVariables = Exact<{
  input: StartTrainingInput;
}>;


export type StartTrainingMutation = { startTraining: { job: { id: string } } };

export type TrainingProgressSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type TrainingProgressSubscription = { jobUpdated: { cursor: string, state: JobState, fraction: number | null, job:
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { result: { ref: string } | null, progress: { message: string | null }, failure: { message: string, advice: string } | null }
      | { progress: { message: string | null }, failure: { message: string, advice: string } | null }
     } };

export type LiveLossSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type LiveLossSubscription = { jobMetrics: { cursor: string, metrics: Array<{ step: number, value: number }> } };

export type VersionWithEvaluationQueryVariables = Exact<{
  ref: string;
}>;


export type VersionWithEvaluationQuery = { modelVersion: { ref: string, digest: string, sizeBytes: number, signature: { labels: Array<string> }, evaluations: { edges: Array<{ node: { split: string, datasetVersion: { ref: string }, metrics: Array<{ name: MetricName, value: number, sampleSize: number | null, interval: { lower: number, upper: number } | null }> } }> } } | null };

export type SetAliasMutationVariables = Exact<{
  input: SetAliasInput;
}>;


export type SetAliasMutation = { setAlias: { alias: { name: string, modelVersion: { ref: string } } } };

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
export const ImportMailsDocument = new TypedDocumentString(`
    mutation ImportMails($input: ImportDatasetVersionInput!) {
  importDatasetVersion(input: $input) {
    job {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ImportMailsMutation, ImportMailsMutationVariables>;
export const ImportProgressDocument = new TypedDocumentString(`
    subscription ImportProgress($id: ID!, $after: Cursor) {
  jobUpdated(id: $id, after: $after) {
    cursor
    state
    fraction
    job {
      failure {
        message
        advice
      }
      ... on ImportJob {
        result {
          ref
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ImportProgressSubscription, ImportProgressSubscriptionVariables>;
export const StatisticsDocument = new TypedDocumentString(`
    query Statistics($ref: Ref!) {
  datasetVersion(ref: $ref) {
    ref
    digest
    rowCount
    splits {
      name
      rowCount
    }
    statistics {
      tokenCount
      distinctTokenCount
      duplicateRate
      labels {
        label
        count
        share
      }
      lengthInTokens {
        p50
        p95
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StatisticsQuery, StatisticsQueryVariables>;
export const LineageDocument = new TypedDocumentString(`
    query Lineage($prediction: ID!) {
  prediction(id: $prediction) {
    at
    ... on Classification {
      label
      score
    }
    feedback {
      correct
      expectedLabels
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
    modelVersion {
      ref
      digest
      origin {
        ... on OptimizationJob {
          id
          chosen {
            reason
            passes {
              kind
            }
          }
          source {
            ref
            digest
            origin {
              ... on TrainingJob {
                id
                settings {
                  algorithm
                  seed
                }
                datasetVersion {
                  ref
                  digest
                  rowCount
                }
              }
            }
          }
        }
      }
    }
    lineage {
      kind
      at
      actor {
        name
      }
      summary
      inputs {
        ref
        digest
      }
      output {
        ref
        digest
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LineageQuery, LineageQueryVariables>;
export const OptimizeDocument = new TypedDocumentString(`
    mutation Optimize($input: OptimizeModelVersionInput!) {
  optimizeModelVersion(input: $input) {
    job {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<OptimizeMutation, OptimizeMutationVariables>;
export const OptimizationProgressDocument = new TypedDocumentString(`
    subscription OptimizationProgress($id: ID!, $after: Cursor) {
  jobUpdated(id: $id, after: $after) {
    cursor
    state
    fraction
    job {
      progress {
        message
      }
      failure {
        message
        advice
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OptimizationProgressSubscription, OptimizationProgressSubscriptionVariables>;
export const OptimizationDocument = new TypedDocumentString(`
    query Optimization($id: ID!) {
  job(id: $id) {
    ... on OptimizationJob {
      verdict
      result {
        ref
      }
      candidates(first: 20) {
        edges {
          node {
            passes {
              kind
            }
            verdict
            reason
            modelVersion {
              ref
            }
            size {
              baseline {
                value
              }
              candidate {
                value
              }
            }
            latency {
              baseline {
                value
              }
              candidate {
                value
              }
            }
            quality {
              name
              change
              interval {
                lower
                upper
              }
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OptimizationQuery, OptimizationQueryVariables>;
export const PredictDocument = new TypedDocumentString(`
    query Predict($input: PredictInput!) {
  predict(input: $input) {
    failureCount
    latencyMs
    results {
      ... on Classification {
        id
        label
        score
        modelVersion {
          ref
        }
      }
      ... on UserError {
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
    feedback {
      correct
    }
  }
}
    `) as unknown as TypedDocumentString<RecordFeedbackMutation, RecordFeedbackMutationVariables>;
export const LiveHealthDocument = new TypedDocumentString(`
    subscription LiveHealth($environment: String!, $model: String!, $after: Cursor) {
  modelHealth(
    environment: $environment
    model: $model
    every: "PT1S"
    window: "PT1M"
    after: $after
  ) {
    cursor
    at
    verdict
    reasons {
      code
      message
    }
    requestCount
    requestsPerSecond
    errorRate
    latencyMs {
      p50
      p95
      p99
    }
    predictedLabels {
      label
      share
    }
  }
}
    `) as unknown as TypedDocumentString<LiveHealthSubscription, LiveHealthSubscriptionVariables>;
export const CreateEnvironmentDocument = new TypedDocumentString(`
    mutation CreateEnvironment($input: CreateEnvironmentInput!) {
  createEnvironment(input: $input) {
    environment {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateEnvironmentMutation, CreateEnvironmentMutationVariables>;
export const StartReleaseDocument = new TypedDocumentString(`
    mutation StartRelease($input: StartReleaseInput!) {
  startRelease(input: $input) {
    __typename
    ... on ReleasePayload {
      release {
        id
      }
    }
    ... on UserError {
      message
      advice
    }
  }
}
    `) as unknown as TypedDocumentString<StartReleaseMutation, StartReleaseMutationVariables>;
export const ReleaseProgressDocument = new TypedDocumentString(`
    subscription ReleaseProgress($id: ID!, $after: Cursor) {
  releaseUpdated(id: $id, after: $after) {
    cursor
    state
    release {
      outcome {
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReleaseProgressSubscription, ReleaseProgressSubscriptionVariables>;
export const ServingDocument = new TypedDocumentString(`
    query Serving($environment: String!, $model: String!) {
  environment(name: $environment) {
    deployment(model: $model) {
      routes {
        weight
        modelVersion {
          ref
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServingQuery, ServingQueryVariables>;
export const RollBackDocument = new TypedDocumentString(`
    mutation RollBack($input: ReleaseActionInput!) {
  rollbackRelease(input: $input) {
    __typename
    ... on ReleasePayload {
      release {
        state
        previousVersion {
          ref
        }
      }
    }
    ... on UserError {
      message
      advice
    }
  }
}
    `) as unknown as TypedDocumentString<RollBackMutation, RollBackMutationVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($environment: String!, $before: DateTime!) {
  environment(name: $environment) {
    ledger(first: 10) {
      edges {
        node {
          at
          change
          hash
          routes {
            modelVersion {
              ref
            }
          }
        }
      }
    }
    asOf(at: $before) {
      deployments {
        routes {
          modelVersion {
            ref
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const CreateModelDocument = new TypedDocumentString(`
    mutation CreateModel($input: CreateModelInput!) {
  createModel(input: $input) {
    model {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateModelMutation, CreateModelMutationVariables>;
export const StartTrainingDocument = new TypedDocumentString(`
    mutation StartTraining($input: StartTrainingInput!) {
  startTraining(input: $input) {
    job {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<StartTrainingMutation, StartTrainingMutationVariables>;
export const TrainingProgressDocument = new TypedDocumentString(`
    subscription TrainingProgress($id: ID!, $after: Cursor) {
  jobUpdated(id: $id, after: $after) {
    cursor
    state
    fraction
    job {
      progress {
        message
      }
      failure {
        message
        advice
      }
      ... on TrainingJob {
        result {
          ref
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TrainingProgressSubscription, TrainingProgressSubscriptionVariables>;
export const LiveLossDocument = new TypedDocumentString(`
    subscription LiveLoss($id: ID!, $after: Cursor) {
  jobMetrics(id: $id, names: ["train_loss"], after: $after) {
    cursor
    metrics {
      step
      value
    }
  }
}
    `) as unknown as TypedDocumentString<LiveLossSubscription, LiveLossSubscriptionVariables>;
export const VersionWithEvaluationDocument = new TypedDocumentString(`
    query VersionWithEvaluation($ref: Ref!) {
  modelVersion(ref: $ref) {
    ref
    digest
    sizeBytes
    signature {
      labels
    }
    evaluations(first: 1) {
      edges {
        node {
          split
          datasetVersion {
            ref
          }
          metrics {
            name
            value
            sampleSize
            interval {
              lower
              upper
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VersionWithEvaluationQuery, VersionWithEvaluationQueryVariables>;
export const SetAliasDocument = new TypedDocumentString(`
    mutation SetAlias($input: SetAliasInput!) {
  setAlias(input: $input) {
    alias {
      name
      modelVersion {
        ref
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SetAliasMutation, SetAliasMutationVariables>;