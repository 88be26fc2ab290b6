import { type GraphQLError, Kind } from 'graphql';
import type { ValidationError } from 'class-validator';

export type InputPath = (string | number)[];

/** `Variable "$input" got invalid value -1 at "input.steps[0].weight"; …` leads to input, steps, 0, weight. */
export function pathOfVariableError(message: string): InputPath {
  const variable = /^Variable "\$(\w+)"/.exec(message)?.[1];
  if (variable === undefined) return [];
  const place = new RegExp(` at "(${variable}(?:\\.\\w+|\\[\\d+\\])+)"; `).exec(message)?.[1] ?? variable;
  return place
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export interface ViolatedConstraint {
  path: InputPath;
  sentences: string[];
}

/** The first constraint of class-validator that was violated, deepest first. `error` says at which argument. */
export function violatedConstraint(violations: readonly ValidationError[], error: GraphQLError): ViolatedConstraint {
  const path: InputPath = [];
  let violation = violations[0];
  while (violation) {
    path.push(/^\d+$/.test(violation.property) ? Number(violation.property) : violation.property);
    const child = violation.children?.[0];
    if (!child) break;
    violation = child;
  }
  return { path: [...argumentPrefix(error, path), ...path], sentences: Object.values(violation?.constraints ?? {}) };
}

/** Violations of an argument's class begin inside it: the argument is named when the field has no other. */
function argumentPrefix(error: GraphQLError, path: InputPath): InputPath {
  const field = error.nodes?.[0];
  const names = field?.kind === Kind.FIELD ? (field.arguments ?? []).map((argument) => argument.name.value) : [];
  return names.length === 1 && names[0] !== path[0] ? names : [];
}
