import type { GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { DocumentParts } from '../documents/document-parts.js';
import { type Size, type Variables, defaultVariables, sizeIn } from './argument-size.js';
import { type Cost, CostCompiler, type PageArgument, totalCost } from './cost.js';
import { type Limits, limitError } from './limits.js';

/** Shares of the whole limit: the standard introspection query passes whatever the limit is, and aliases cannot multiply it. */
const INTROSPECTION_SHARES: Readonly<Record<string, number>> = { __schema: 0.4, __type: 0.02 };

/** Limits that depend on the variables. Compiled once for an operation, so that a request pays only for what its variables tell. */
export class OperationLimits {
  private readonly cost: Cost;
  private readonly pageArguments: readonly PageArgument[];
  private readonly defaults: Variables;
  /** Whether the variables change nothing about what is too large. */
  private readonly isConstant: boolean;

  constructor(
    schema: GraphQLSchema,
    parts: DocumentParts,
    private readonly operation: OperationDefinitionNode,
    private readonly limits: Limits,
  ) {
    const compiler = new CostCompiler(
      schema,
      parts,
      (field) => limits.maxCost * (INTROSPECTION_SHARES[field.name.value] ?? 0),
    );
    this.cost = compiler.ofOperation(operation);
    this.pageArguments = compiler.pageArguments;
    this.defaults = defaultVariables(operation);
    this.isConstant = this.cost.lists.length === 0 && this.pageArguments.length === 0;
  }

  /** What is too large about the operation with these variables. */
  check(given: Variables): GraphQLError[] {
    if (this.isConstant && this.cost.constant <= this.limits.maxCost) return [];
    const { maxPageSize, maxCost } = this.limits;
    const variables = { ...this.defaults, ...given };
    for (const { node, name, size } of this.pageArguments) {
      const rows = rowsOf(size, variables);
      if (rows <= maxPageSize) continue;
      const message = `A page has at most ${maxPageSize} rows, and "${node.name.value}" asks for ${name}: ${rows}. Follow its cursors from page to page.`;
      return [limitError(message, maxPageSize, rows, node)];
    }
    const cost = Math.ceil(totalCost(this.cost, variables));
    if (cost <= maxCost) return [];
    const message = `An operation costs at most ${maxCost}, and this one ${cost}: one for each field, times the length of the lists around it. Ask for smaller pages or fewer fields.`;
    return [limitError(message, maxCost, cost, this.operation)];
  }
}

function rowsOf(size: Size, variables: Variables): number {
  return sizeIn(size, variables) ?? 0;
}
