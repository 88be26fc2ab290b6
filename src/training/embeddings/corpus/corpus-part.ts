import type { CorpusAnswer, CorpusCommand } from './corpus-messages.js';
import { IdsWriter } from './ids-file.js';
import { findPairs, PartIds } from './part-ids.js';
import { PartReader } from './part-reader.js';

/** What a thread knows of the part of a corpus that it reads. */
export class CorpusPart {
  private reader: PartReader | null = null;
  private united: PartIds | null = null;

  obey(command: CorpusCommand): CorpusAnswer {
    switch (command.kind) {
      case 'read': {
        const reader = (this.reader ??= new PartReader(command.idsPath));
        if ('block' in command.source) reader.readTexts(command.source);
        else reader.readFile(command.source);
        return { kind: 'read' };
      }
      case 'count': {
        const { memory, mostWords, countError } = (this.reader ??= new PartReader(command.idsPath)).count();
        return { kind: 'counted', table: { memory, mostWords, countError } };
      }
      case 'unite':
        this.united = new PartIds(command.path, this.reader!, command.numbers);
        this.reader = null;
        return { kind: 'united' };
      case 'pairs':
        return { kind: 'found', ...findPairs(command) };
      case 'join':
        return { kind: 'joined', counts: this.united!.join(command) };
      case 'number':
        return { kind: 'numbered', calls: this.number(command.numbers, command.idsPath) };
    }
  }

  private number(numbers: Int32Array, idsPath: string): readonly number[] {
    if (this.united) return this.united.number(numbers, idsPath);
    const writer = new IdsWriter(idsPath);
    this.reader!.renumber(numbers, (ids) => {
      writer.put(ids);
    });
    this.reader = null;
    writer.close();
    return writer.calls;
  }
}
