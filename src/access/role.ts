import { registerEnumType } from 'type-graphql';

/** What an actor may do; each role may do all that the ones before it may. */
export enum Role {
  VIEWER = 'VIEWER',
  DEVELOPER = 'DEVELOPER',
  RELEASER = 'RELEASER',
  ADMIN = 'ADMIN',
}

const RANK: Record<Role, number> = { VIEWER: 0, DEVELOPER: 1, RELEASER: 2, ADMIN: 3 };

registerEnumType(Role, {
  name: 'Role',
  description: 'What an actor may do. Each role may do all that the ones before it may.',
  valuesConfig: {
    VIEWER: { description: 'Reads everything of its project, and asks for predictions.' },
    DEVELOPER: { description: 'Also brings data and models, and starts jobs.' },
    RELEASER: { description: 'Also changes what serves in an environment.' },
    ADMIN: { description: 'Also manages tokens, reads the audit trail and deletes.' },
  },
});

export function roleIncludes(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}
