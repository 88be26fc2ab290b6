import { Field, InputType, ObjectType } from 'type-graphql';
import { InvalidInputError } from '../lib/errors.js';

const MAX_TAGS = 50;
const MAX_LENGTH = 200;

@ObjectType({ description: 'A key and a value that people give to find things by.' })
export class Tag {
  @Field(() => String, { description: 'Key, unique on its object.' })
  key!: string;

  @Field(() => String, { description: 'Value.' })
  value!: string;
}

@InputType({ description: 'A key and a value to find something by.' })
export class TagInput {
  @Field(() => String, { description: 'Key, 1 to 200 characters.' })
  key!: string;

  @Field(() => String, { description: 'Value, at most 200 characters.' })
  value!: string;
}

/** @throws {InvalidInputError} when there are too many, too long ones, or a key twice */
export function checkedTags(tags: readonly Tag[]): Tag[] {
  const path = ['input', 'tags'];
  if (tags.length > MAX_TAGS)
    throw new InvalidInputError(`At most ${MAX_TAGS} tags, and ${tags.length} were given.`, path);
  for (const { key, value } of tags) {
    if (key === '' || key.length > MAX_LENGTH || value.length > MAX_LENGTH) {
      throw new InvalidInputError(
        `The tag "${key.slice(0, 40)}" needs a key of 1 to 200 characters and a value of at most 200.`,
        path,
      );
    }
  }
  const repeated = tags.find(({ key }, index) => tags.findIndex((tag) => tag.key === key) !== index);
  if (repeated) throw new InvalidInputError(`The tag "${repeated.key}" is given twice.`, path);
  return tags.map(({ key, value }) => ({ key, value }));
}
