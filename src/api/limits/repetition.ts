import { type GraphQLError, Kind, type SelectionSetNode, visit } from 'graphql';
import type { DocumentParts } from '../documents/document-parts.js';
import { type Limits, limitError } from './limits.js';

/**
 * Refuses documents that ask for the same thing many times over, by aliases, repeated fields or directives:
 * validation compares such fields pair by pair.
 */
export function checkRepetition({ document }: DocumentParts, { maxAliases, maxDirectives }: Limits): GraphQLError[] {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    SelectionSet: (selectionSet) => void (aliases += aliasesIn(selectionSet)),
    Directive: () => void (directives += 1),
  });
  const errors: GraphQLError[] = [];
  if (aliases > maxAliases) {
    const message = `A document has at most ${maxAliases} aliases and repeated fields, and this one has ${aliases}. Ask for many objects with nodes(ids:) or a list.`;
    errors.push(limitError(message, maxAliases, aliases));
  }
  if (directives > maxDirectives) {
    const message = `A document has at most ${maxDirectives} directives, and this one has ${directives}.`;
    errors.push(limitError(message, maxDirectives, directives));
  }
  return errors;
}

function aliasesIn({ selections }: SelectionSetNode): number {
  let aliases = 0;
  const seen = new Set<string>();
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue;
    if (selection.alias || seen.has(selection.name.value)) aliases += 1;
    seen.add(selection.name.value);
  }
  return aliases;
}
