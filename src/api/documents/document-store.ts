import {
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { createHash } from 'node:crypto';
import { checkDepth } from '../limits/depth.js';
import type { Limits } from '../limits/limits.js';
import { OperationLimits } from '../limits/operation-limits.js';
import { checkRepetition } from '../limits/repetition.js';
import { checkTokens } from '../limits/tokens.js';
import { type DocumentParts, partsOf } from './document-parts.js';

const MAX_DOCUMENTS = 1_000;
/** Characters; longer documents are checked anew each time, so that the store stays small. */
const MAX_STORED_LENGTH = 32 * 1024;

/** An operation that may run: parsed, validated and within the limits of documents. */
export interface CheckedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  limits: OperationLimits;
  /** Its first root field: one of a fixed set of names, unlike the operation's own name. */
  rootField: string;
}

interface CheckedDocument {
  sha256: string;
  parts: DocumentParts;
  operations: Map<string, CheckedOperation>;
}

export interface OperationRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** Why an operation does not run; each error says what to change. */
export class OperationRefused extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super(errors[0]?.message);
  }
}

/** Parses and validates each document once, for both transports. Forgets the least recently used. */
export class DocumentStore {
  private readonly documents = new Map<string, CheckedDocument>();
  private readonly bySha256 = new Map<string, DocumentNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: Limits,
  ) {}

  /** @throws {OperationRefused} when the operation may not run */
  prepare({ query, operationName, variables }: OperationRequest): CheckedOperation {
    const document = this.recall(query) ?? this.check(query);
    const name = operationName ?? '';
    let checked = document.operations.get(name);
    if (!checked) {
      checked = this.checkOperation(document.parts, name);
      document.operations.set(name, checked);
    }
    const errors = checked.limits.check(variables ?? {});
    if (errors.length > 0) throw new OperationRefused(errors);
    return checked;
  }

  /** For Apollo, which knows documents by the SHA-256 of their text. */
  findBySha256(sha256: string): DocumentNode | undefined {
    return this.bySha256.get(sha256);
  }

  private recall(query: string): CheckedDocument | undefined {
    const document = this.documents.get(query);
    if (!document) return undefined;
    this.documents.delete(query);
    this.documents.set(query, document);
    return document;
  }

  private check(query: string): CheckedDocument {
    refuseIf(checkTokens(query, this.limits));
    const parts = partsOf(parseDocument(query));
    refuseIf([...checkDepth(parts, this.limits), ...checkRepetition(parts, this.limits)]);
    refuseIf(this.validate(parts.document));
    const document = { sha256: createHash('sha256').update(query).digest('hex'), parts, operations: new Map() };
    this.remember(query, document);
    return document;
  }

  private validate(document: DocumentNode): readonly GraphQLError[] {
    try {
      return validate(this.schema, document, specifiedRules);
    } catch (error) {
      // graphql-js follows fragments into each other by recursion.
      if (!(error instanceof RangeError)) throw error;
      return [new GraphQLError('The fragments of this document lie too deep within each other. Use fewer of them.')];
    }
  }

  private remember(query: string, document: CheckedDocument): void {
    if (query.length > MAX_STORED_LENGTH) return;
    this.documents.set(query, document);
    this.bySha256.set(document.sha256, document.parts.document);
    const [oldest] = this.documents;
    if (this.documents.size <= MAX_DOCUMENTS || !oldest) return;
    this.documents.delete(oldest[0]);
    this.bySha256.delete(oldest[1].sha256);
  }

  private checkOperation(parts: DocumentParts, name: string): CheckedOperation {
    const operation = getOperationAST(parts.document, name || null);
    if (!operation) throw new OperationRefused([unknownOperation(parts, name)]);
    const limits = new OperationLimits(this.schema, parts, operation, this.limits);
    const [first] = operation.selectionSet.selections;
    const rootField = first?.kind === Kind.FIELD ? first.name.value : 'fragment';
    return { document: parts.document, operation, limits, rootField };
  }
}

function refuseIf(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new OperationRefused(errors);
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    throw error instanceof GraphQLError ? new OperationRefused([error]) : error;
  }
}

function unknownOperation({ operations }: DocumentParts, name: string): GraphQLError {
  const names = operations.map((operation) => operation.name?.value ?? '(unnamed)').join(', ');
  if (operations.length === 0) return new GraphQLError('The document holds no operation.');
  return new GraphQLError(
    name
      ? `The document has no operation "${name}". It has: ${names}.`
      : `The document has several operations: choose one of them with operationName: ${names}.`,
  );
}
