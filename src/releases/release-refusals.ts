import { Field, ObjectType } from 'type-graphql';
import { UserError } from '../graph/interfaces.js';
import { Release } from './release.entity.js';

@ObjectType({
  implements: [UserError],
  description: 'Another release of this model is being prepared in this environment.',
})
export class ReleaseInProgress extends UserError {
  @Field(() => Release, { description: 'The release under way.' })
  release!: Release;

  static of(release: Release): ReleaseInProgress {
    return Object.assign(new ReleaseInProgress(), {
      message: `The release ${release.id} of this model is still being prepared here.`,
      advice: 'Wait for it with release(id:, waitUpTo:), or end it with rollbackRelease.',
      release,
    });
  }
}

@ObjectType({ implements: [UserError], description: 'The release ended, or a newer one has taken its place.' })
export class ReleaseNotActive extends UserError {
  @Field(() => Release, { description: 'The release.' })
  release!: Release;

  static of(release: Release, message: string): ReleaseNotActive {
    return Object.assign(new ReleaseNotActive(), {
      message,
      advice: 'Roll back the newest release of the deployment instead.',
      release,
    });
  }
}

@ObjectType({ implements: [UserError], description: 'No version served before this release.' })
export class NothingToRollBackTo extends UserError {
  @Field(() => Release, { description: 'The release.' })
  release!: Release;

  static of(release: Release): NothingToRollBackTo {
    return Object.assign(new NothingToRollBackTo(), {
      message: 'This was the first release of its model here: no version served before it.',
      advice: 'Release another version.',
      release,
    });
  }
}
