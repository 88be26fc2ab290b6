import { registerEnumType } from 'type-graphql';

/** How rows lie in a file of text. */
export enum DatasetFormat {
  CSV = 'CSV',
  TSV = 'TSV',
  JSON_LINES = 'JSON_LINES',
  PLAIN_TEXT = 'PLAIN_TEXT',
  FASTTEXT = 'FASTTEXT',
}

registerEnumType(DatasetFormat, {
  name: 'DatasetFormat',
  description: 'How rows lie in a file of UTF-8 text.',
  valuesConfig: {
    CSV: { description: 'Values between commas or semicolons, quoted with " where needed (RFC 4180).' },
    TSV: { description: 'Values between tabs; quotes mean nothing special (IANA text/tab-separated-values).' },
    JSON_LINES: { description: 'One JSON object a line; its keys are the columns.' },
    PLAIN_TEXT: { description: 'One text a line, in the column "text"; blank lines separate and are no rows.' },
    FASTTEXT: {
      description:
        'What `fasttext supervised` learns from: one text a line; words that begin with "__label__" are its labels, in the column "labels", without that.',
    },
  },
});
