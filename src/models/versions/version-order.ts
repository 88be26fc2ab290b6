import { Field, InputType, registerEnumType } from 'type-graphql';
import type { ListOrder } from '../../graph/paginate.js';
import type { ModelVersion } from './model-version.entity.js';

export enum ModelVersionOrderField {
  NUMBER = 'NUMBER',
  SIZE = 'SIZE',
}

registerEnumType(ModelVersionOrderField, {
  name: 'ModelVersionOrderField',
  description: 'What versions are sorted by.',
  valuesConfig: {
    NUMBER: { description: 'Number, which is also the order of creation.' },
    SIZE: { description: 'Size in bytes, then number.' },
  },
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Direction of a sorted list.',
  valuesConfig: { ASC: { description: 'Smallest first.' }, DESC: { description: 'Greatest first.' } },
});

@InputType({ description: 'How versions are sorted.' })
export class ModelVersionOrder {
  @Field(() => ModelVersionOrderField, { description: 'What by.' })
  field!: ModelVersionOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.DESC, description: 'In which direction.' })
  direction!: OrderDirection;
}

export function versionOrder(orderBy: ModelVersionOrder | null): ListOrder<ModelVersion> {
  const direction = orderBy?.direction ?? OrderDirection.DESC;
  if (orderBy?.field === ModelVersionOrderField.SIZE) {
    return {
      columns: ['version.size_bytes', 'version.number'],
      key: (row) => [Number(row.sizeBytes), row.number],
      direction,
    };
  }
  return { columns: ['version.number'], key: ({ number }) => [number], direction };
}
