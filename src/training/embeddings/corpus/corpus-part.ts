import type { CorpusAnswer, CorpusCommand } from './corpus-messages.js';
import { PartReader } from './part-reader.js';

/** What a thread knows of the part of a corpus that it reads. */
export class CorpusPart {
  private reader: PartReader | null = null;

  obey(command: CorpusCommand): CorpusAnswer {
    switch (command.kind) {
      case 'read': {
        const reader = (this.reader ??= new PartReader(command.idsPath));
        if ('texts' in command.source) reader.readTexts(command.source);
        else reader.readFile(command.source);
        return { kind: 'read' };
      }
      case 'count': {
        const { memory, mostWords, countError } = (this.reader ??= new PartReader(command.idsPath)).count();
        return { kind: 'counted', table: { memory, mostWords, countError } };
      }
      case 'number': {
        const calls = this.reader!.number(command.numbers);
        this.reader = null;
        return { kind: 'numbered', calls };
      }
    }
  }
}
