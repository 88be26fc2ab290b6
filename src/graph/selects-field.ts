import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Whether a field below the one that is being resolved is selected, of whatever type: what is dear is worked out only then. */
export function selectsField(info: GraphQLResolveInfo, path: readonly string[]): boolean {
  return info.fieldNodes.some(({ selectionSet }) => selects(info, selectionSet, path, 0));
}

/** @param depth how much of the path lies above the selection */
function selects(
  info: GraphQLResolveInfo,
  set: SelectionSetNode | undefined,
  path: readonly string[],
  depth: number,
): boolean {
  if (depth === path.length) return true;
  if (!set) return false;
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD && selection.name.value !== path[depth]) return false;
    if (!isIncluded(info, selection)) return false;
    if (selection.kind === Kind.FIELD) return selects(info, selection.selectionSet, path, depth + 1);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    return selects(info, fragment?.selectionSet, path, depth);
  });
}

function isIncluded({ variableValues }: GraphQLResolveInfo, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variableValues);
  return skip?.if !== true && include?.if !== false;
}
