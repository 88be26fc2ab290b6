import {
  type FieldNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
} from 'graphql';

/** Whether a field below the one that is being resolved is selected, of whatever type: what is dear is worked out only then. */
export function selectsField(info: GraphQLResolveInfo, path: readonly string[]): boolean {
  const found = path.reduce<readonly FieldNode[]>(
    (fields, name) =>
      fields.flatMap(({ selectionSet }) =>
        fieldsOf(info, selectionSet?.selections ?? []).filter((field) => field.name.value === name),
      ),
    info.fieldNodes,
  );
  return found.length > 0;
}

/** Fields of a selection, those of its fragments among them; without what is skipped. */
function fieldsOf(info: GraphQLResolveInfo, selections: readonly SelectionNode[]): FieldNode[] {
  const included = selections.filter((selection) => isIncluded(info, selection));
  return included.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
    return fieldsOf(info, fragment?.selectionSet.selections ?? []);
  });
}

function isIncluded({ variableValues }: GraphQLResolveInfo, selection: SelectionNode): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variableValues);
  return skip?.if !== true && include?.if !== false;
}
