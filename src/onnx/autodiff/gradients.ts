import { add } from './operators/arithmetic.js';
import { concat } from './operators/pieces.js';
import { type Contribution, Deferred, type Operation, Variable } from './variable.js';
import { onesLike, zerosLike } from './operators/fill.js';

/**
 * Gradients of the sum of `loss` with respect to variables, by reverse-mode differentiation. They are variables of the same graph, and
 * can be differentiated in turn.
 * @returns one for each of `variables`, of its shape; zeros where `loss` does not depend on it
 */
export function gradients(loss: Variable, variables: readonly Variable[]): Variable[] {
  const contributions = new Map<Variable, Contribution[]>([[loss, [onesLike(loss)]]]);
  for (const operation of operationsBetween(variables, loss)) {
    const received = operation.outputs.map((output) => contributions.get(output));
    if (received.every((parts) => !parts)) continue;
    const flowing = operation.outputs.map((output, at) => settle(contributions, output, received[at]));
    operation.inputs.forEach((input, at) => {
      const backward = operation.backward[at];
      if (!backward || !operation.reaches.has(input)) return;
      const parts = contributions.get(input) ?? [];
      contributions.set(input, [...parts, backward(...flowing)]);
    });
  }
  return variables.map((variable) => settle(contributions, variable, contributions.get(variable)));
}

type Path = Operation & { readonly reaches: ReadonlySet<Variable> };

/** Operations through which gradients flow from `loss` to any of `variables`, the last first; `reaches` are the inputs that lead there. */
function operationsBetween(variables: readonly Variable[], loss: Variable): Path[] {
  const reaches = new Map<Variable, boolean>(variables.map((variable) => [variable, true]));
  const paths = new Map<Operation, Path>();
  const seen = new Set<Operation>();
  const ancestors: Operation[] = [];
  const pending = [loss];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (!next.origin || seen.has(next.origin)) continue;
    seen.add(next.origin);
    ancestors.push(next.origin);
    pending.push(...next.origin.inputs);
  }
  ancestors.sort((left, right) => left.order - right.order);
  for (const operation of ancestors) {
    const leading = operation.inputs.filter((input, at) => operation.backward[at] && reaches.get(input));
    if (leading.length === 0) continue;
    paths.set(operation, { ...operation, reaches: new Set(leading) });
    for (const output of operation.outputs) reaches.set(output, true);
  }
  return [...paths.values()].reverse();
}

/** Adds up what a variable got, and keeps the sum for others that ask. */
function settle(
  contributions: Map<Variable, Contribution[]>,
  variable: Variable,
  parts: readonly Contribution[] = [],
): Variable {
  if (parts.length === 0) return zerosLike(variable);
  const [first] = parts;
  if (parts.length === 1 && first instanceof Variable) return first;
  const total = [...combined(parts)].reduce((sum, part) => add(sum, part));
  contributions.set(variable, [total]);
  return total;
}

function* combined(parts: readonly Contribution[]): Generator<Variable> {
  const deferred = new Map<Deferred['combine'], Deferred[]>();
  for (const part of parts) {
    if (part instanceof Variable) yield part;
    else deferred.set(part.combine, [...(deferred.get(part.combine) ?? []), part]);
  }
  for (const [combine, group] of deferred) {
    const [first] = group;
    yield combine(
      ...first!.parts.map((part, at) =>
        group.length === 1
          ? part
          : concat(
              group.map(({ parts }) => parts[at]!),
              0,
            ),
      ),
    );
  }
}
