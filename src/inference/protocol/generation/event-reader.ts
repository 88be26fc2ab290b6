/** The data of server-sent events, out of chunks that may end anywhere. What else an event may have is left out. */
export class EventReader {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private data: string[] = [];

  /** @returns the data of each event that this chunk completes */
  push(chunk: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?=[^\n])/);
    this.rest = lines.pop()!;
    return lines.flatMap((line) => {
      if (line.startsWith('data:')) this.data.push(line.slice(line[5] === ' ' ? 6 : 5));
      if (line !== '' || this.data.length === 0) return [];
      return [this.data.splice(0).join('\n')];
    });
  }
}
