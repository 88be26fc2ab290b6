import type { AuthCheckerInterface, ResolverData } from 'type-graphql';
import { ForbiddenError } from '../lib/errors.js';
import type { RequestContext } from './context.js';
import { Role, roleIncludes } from './role.js';

/** @throws {ForbiddenError} saying which role is needed */
export function requireRole(context: RequestContext, needed: Role, what: string): void {
  if (roleIncludes(context.actor.role, needed)) return;
  throw new ForbiddenError(
    `${what} needs the role ${needed}, and the token "${context.actor.name}" has ${context.actor.role}. Ask an admin of the project for a token with that role.`,
  );
}

/** Checks `@Authorized(Role.X)` of a field: X or a role above it. */
export class RoleChecker implements AuthCheckerInterface<RequestContext, Role> {
  check({ context, info }: ResolverData<RequestContext>, roles: Role[]): boolean {
    requireRole(context, roles[0] ?? Role.VIEWER, `"${info.fieldName}"`);
    return true;
  }
}
