import {
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  typeFromAST,
} from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../../graph/connection.js';
import { type DocumentParts, isIntrospection } from '../documents/document-parts.js';
import { type Size, type Variables, listLength, rowCount, sizeIn } from './argument-size.js';

/** Lists that are no connections have no page size: they are short. */
const ASSUMED_LIST_LENGTH = 5;
const MUTATION_COST = 10;

/** Cost of a selection: what the document alone tells, and lists whose length the variables tell. */
export interface Cost {
  constant: number;
  lists: { size: Size; each: Cost }[];
  /** Lists straight below, whose length the page size of the field around them tells: the edges of a connection. */
  unsized: Cost[];
}

export interface PageArgument {
  node: FieldNode;
  name: 'first' | 'last';
  size: Size;
}

/** What an introspection field costs. */
export type IntrospectionCost = (field: FieldNode) => number;

/** Reads the cost of an operation out of its document, each fragment once. */
export class CostCompiler {
  readonly pageArguments: PageArgument[] = [];
  private readonly ofFragments = new Map<string, Cost>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly parts: DocumentParts,
    private readonly introspectionCost: IntrospectionCost,
  ) {}

  ofOperation({ operation, selectionSet }: OperationDefinitionNode): Cost {
    const cost = settle(this.ofSelection(selectionSet, this.schema.getRootType(operation)), ASSUMED_LIST_LENGTH);
    if (operation === OperationTypeNode.MUTATION) cost.constant += MUTATION_COST * selectionSet.selections.length;
    return cost;
  }

  private ofSelection({ selections }: SelectionSetNode, parent: unknown): Cost {
    const cost: Cost = { constant: 0, lists: [], unsized: [] };
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) add(cost, this.ofField(selection, parent));
      else if (selection.kind === Kind.FRAGMENT_SPREAD) add(cost, this.ofFragment(selection.name.value));
      else {
        const { typeCondition, selectionSet } = selection;
        add(cost, this.ofSelection(selectionSet, typeCondition ? typeFromAST(this.schema, typeCondition) : parent));
      }
    }
    return cost;
  }

  private ofFragment(name: string): Cost {
    const known = this.ofFragments.get(name);
    if (known) return known;
    const fragment = this.parts.fragments.get(name);
    if (!fragment) return { constant: 0, lists: [], unsized: [] };
    const cost = this.ofSelection(fragment.selectionSet, typeFromAST(this.schema, fragment.typeCondition));
    this.ofFragments.set(name, cost);
    return cost;
  }

  private ofField(node: FieldNode, parent: unknown): Cost {
    if (isIntrospection(node)) return { constant: this.introspectionCost(node), lists: [], unsized: [] };
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const own: Cost = { constant: 1, lists: [], unsized: [] };
    if (!node.selectionSet || !field) return own;
    const page = this.pageSize(node, field);
    const below = settle(this.ofSelection(node.selectionSet, getNamedType(field.type)), page ?? ASSUMED_LIST_LENGTH);
    if (!isListType(getNullableType(field.type))) add(own, below);
    else {
      const length = listLength(node, 'ids');
      if (length === null) own.unsized.push(below);
      else addList(own, length, below);
    }
    return own;
  }

  /** Rows that a field with page arguments asks for; null when it takes none. */
  private pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): Size | null {
    if (!field.args.some(({ name }) => name === 'first')) return null;
    const given = (['first', 'last'] as const).flatMap((name) => {
      const size = rowCount(node, name);
      return size === null ? [] : [{ node, name, size }];
    });
    this.pageArguments.push(...given);
    if (given.length === 0) return DEFAULT_PAGE_SIZE;
    return (variables) => {
      const rows = given.flatMap(({ size }) => sizeIn(size, variables) ?? []);
      return rows.length > 0 ? Math.max(...rows) : DEFAULT_PAGE_SIZE;
    };
  }
}

/** Evaluates a cost. `known` holds what shared fragments came to, so that each is counted once. */
export function totalCost(cost: Cost, variables: Variables, known = new Map<Cost, number>()): number {
  const before = known.get(cost);
  if (before !== undefined) return before;
  let total = cost.constant;
  for (const { size, each } of cost.lists) {
    total += (sizeIn(size, variables) ?? DEFAULT_PAGE_SIZE) * totalCost(each, variables, known);
  }
  known.set(cost, total);
  return total;
}

function add(cost: Cost, other: Cost): void {
  cost.constant += other.constant;
  cost.lists.push(...other.lists);
  cost.unsized.push(...other.unsized);
}

function addList(cost: Cost, size: Size, each: Cost): void {
  if (typeof size === 'number' && each.lists.length === 0) cost.constant += size * each.constant;
  else cost.lists.push({ size, each });
}

/** The same cost, once the length of the lists straight below is known. */
function settle({ constant, lists, unsized }: Cost, size: Size): Cost {
  const settled: Cost = { constant, lists: [...lists], unsized: [] };
  for (const each of unsized) addList(settled, size, each);
  return settled;
}
