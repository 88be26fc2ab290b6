import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType('Node', { description: 'Something with an id that node(id:) finds.' })
export abstract class Node {
  @Field(() => ID, { description: 'TypeID: typed, sortable by time of creation, unique.' })
  id!: string;
}

@InterfaceType('UserError', { description: 'An expected failure that a client branches on.' })
export abstract class UserError {
  @Field(() => String, { description: 'What happened, in a sentence.' })
  message!: string;

  @Field(() => String, { description: 'What to do next.' })
  advice!: string;
}
