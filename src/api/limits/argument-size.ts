import { type FieldNode, Kind, type OperationDefinitionNode, type ValueNode, valueFromASTUntyped } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** A number that the document tells, or that the variables of a request tell. */
export type Size = number | ((variables: Variables) => number | null);

export function sizeIn(size: Size, variables: Variables): number | null {
  return typeof size === 'number' ? size : size(variables);
}

/** The whole number that an argument gives, at least zero; null when it is left out. */
export function rowCount(field: FieldNode, argument: string): Size | null {
  return argumentSize(field, argument, (value) => (typeof value === 'number' && value >= 0 ? value : null));
}

/** Length of the list that an argument gives; null when it is left out. */
export function listLength(field: FieldNode, argument: string): Size | null {
  return argumentSize(field, argument, (value) => (Array.isArray(value) ? value.length : null));
}

/** Values that variables have where a request gives none. */
export function defaultVariables({ variableDefinitions }: OperationDefinitionNode): Variables {
  const entries = (variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return Object.fromEntries(entries);
}

function argumentSize(field: FieldNode, name: string, sizeOf: (value: unknown) => number | null): Size | null {
  const value: ValueNode | undefined = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (!value) return null;
  if (value.kind === Kind.VARIABLE) return (variables) => sizeOf(variables[value.name.value]);
  return sizeOf(valueFromASTUntyped(value));
}
