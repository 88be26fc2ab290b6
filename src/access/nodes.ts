import { idPrefix } from '../lib/ids.js';
import { requireRole } from './authorize.js';
import type { RequestContext } from './context.js';
import type { Role } from './role.js';

/** How `node(id:)` finds the objects whose ids start with a prefix. */
export interface NodeKind {
  prefix: string;
  /** Who may read it. */
  role: Role;
  /** The object, an instance of its GraphQL type's class, or null when this project has none with that id. Batched. */
  load: (context: RequestContext, id: string) => Promise<object | null>;
}

const kinds = new Map<string, NodeKind>();

export function registerNode(kind: NodeKind): void {
  kinds.set(kind.prefix, kind);
}

/** The object that an id names, whatever its type; null when there is none or the id is no id. */
export async function loadNode(context: RequestContext, id: string): Promise<object | null> {
  const kind = kinds.get(idPrefix(id) ?? '');
  if (!kind) return null;
  requireRole(context, kind.role, `Reading a ${kind.prefix}`);
  return kind.load(context, id);
}
