import { type GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { type DocumentParts, isIntrospection } from '../documents/document-parts.js';
import { type Limits, limitError } from './limits.js';

/** Refuses operations whose fields are nested too deep. Introspection is not counted: graphql-js bounds it by a rule of its own. */
export function checkDepth({ operations, fragments }: DocumentParts, { maxDepth }: Limits): GraphQLError[] {
  const depths = new Map<string, number>();

  const depthOfFragment = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0); // A fragment within itself is refused by validation; here it must only end.
    const fragment = fragments.get(name);
    const depth = fragment ? depthOf(fragment.selectionSet) : 0;
    depths.set(name, depth);
    return depth;
  };

  const depthOf = (selectionSet: SelectionSetNode): number => {
    let deepest = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) deepest = Math.max(deepest, depthOfFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) deepest = Math.max(deepest, depthOf(selection.selectionSet));
      else if (!isIntrospection(selection))
        deepest = Math.max(deepest, 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0));
    }
    return deepest;
  };

  return operations.flatMap((operation) => {
    const depth = depthOf(operation.selectionSet);
    if (depth <= maxDepth) return [];
    const message = `Fields are nested at most ${maxDepth} deep, and here ${depth} deep. Ask for the deeper part by its id with node(id:).`;
    return [limitError(message, maxDepth, depth, operation)];
  });
}
