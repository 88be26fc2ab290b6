import { registerEnumType } from 'type-graphql';

/** What a column is for. */
export enum ColumnKind {
  TEXT = 'TEXT',
  LABEL = 'LABEL',
  KEY = 'KEY',
  NUMBER = 'NUMBER',
  TIME = 'TIME',
  OTHER = 'OTHER',
}

registerEnumType(ColumnKind, {
  name: 'ColumnKind',
  description: 'What a column of a dataset is for.',
  valuesConfig: {
    TEXT: { description: 'What a model reads. Several such columns are joined by line feeds, in their order.' },
    LABEL: { description: 'What a model learns to say; in JSON Lines an array gives a row several labels.' },
    KEY: { description: 'Names the row beyond this version: rows of two versions with the same key are the same row.' },
    NUMBER: { description: 'A number.' },
    TIME: { description: 'A date or an instant in ISO 8601.' },
    OTHER: { description: 'Kept with the row and not used.' },
  },
});
