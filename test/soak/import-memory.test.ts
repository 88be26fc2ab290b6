import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceClient, uploadFile } from '../../src/client/index.js';
import { type LargeCsv, writeLargeCsv } from './large-csv.js';
import { type RunningUp, startUp } from '../support/up.js';

const GIGABYTE = 1e9;
const MEBIBYTE = 1024 * 1024;
const LIMIT_BYTES = 512 * MEBIBYTE;
const SAMPLE_EVERY_MS = 100;
const MINUTE_MS = 60_000;

let home: string;
let up: RunningUp;
let client: SluiceClient;
let file: LargeCsv;
let path: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sluice-soak-'));
  path = join(home, 'mails.csv');
  file = await writeLargeCsv(path, GIGABYTE);
  up = await startUp(join(home, 'sluice'));
  client = new SluiceClient({
    url: up.url,
    token: (await readFile(up.tokenFile, 'utf8')).trim(),
  });
}, 10 * MINUTE_MS);

afterAll(async () => {
  await client.close();
  up.signal('SIGINT');
  await up.exited;
  await rm(home, { recursive: true, force: true });
}, MINUTE_MS);

test(
  'a file of 1 GB is uploaded and imported within 512 MiB of peak memory, gateway and job process together',
  async () => {
    const peaks = new PeakMemory(up);
    const startedAt = performance.now();
    await ask('mutation { createDataset(input: { name: "mails" }) { dataset { id } } }');
    const { id: upload } = await uploadFile(client, path);
    const uploadedAt = performance.now();
    const { importDatasetVersion } = await ask<{ importDatasetVersion: { job: { id: string } } }>(
      `mutation { importDatasetVersion(input: { idempotencyKey: "soak", dataset: "mails", source: { upload: "${upload}" } }) { job { id } } }`,
    );
    let state = '';
    while (state !== 'SUCCEEDED') {
      const { job } = await ask<{ job: { state: string; failure: { message: string } | null } }>(
        `{ job(id: "${importDatasetVersion.job.id}", waitUpTo: "PT10S") { state failure { message } } }`,
      );
      expect(job.failure).toBeNull();
      state = job.state;
    }
    const importedAt = performance.now();
    const memory = await peaks.stop();

    const { datasetVersion } = await ask<{ datasetVersion: { rowCount: number; statistics: object; rows: object } }>(
      `{ datasetVersion(ref: "mails@1") {
        rowCount
        statistics { tokenCount labels { label count } }
        rows(last: 1) { edges { node { number text } } }
    } }`,
    );
    expect(datasetVersion).toEqual({
      rowCount: file.rowCount,
      statistics: {
        tokenCount: file.tokenCount,
        labels: [
          { label: 'ham', count: file.rowCount - file.spamCount },
          { label: 'spam', count: file.spamCount },
        ],
      },
      rows: { edges: [{ node: { number: file.rowCount, text: file.lastText } }] },
    });

    const figures = {
      sizeBytes: file.sizeBytes,
      uploadMs: Math.round(uploadedAt - startedAt),
      importMs: Math.round(importedAt - uploadedAt),
      peakBytes: Object.fromEntries(memory),
    };
    console.log(JSON.stringify(figures));
    expect([...memory.keys()]).toEqual(expect.arrayContaining(['gateway', 'child']));
    expect(memory.get('gateway')! + memory.get('child')!).toBeLessThan(LIMIT_BYTES);
  },
  30 * MINUTE_MS,
);

async function ask<T>(query: string): Promise<T> {
  const response = await fetch(up.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

/** The most memory that each process of an installation held, by the name of its program; of two with one name, the larger. */
class PeakMemory {
  private readonly peaks = new Map<string, number>();
  private stopped = false;
  private readonly watching: Promise<void>;

  constructor(private readonly installation: RunningUp) {
    this.watching = this.watch();
  }

  async stop(): Promise<Map<string, number>> {
    this.stopped = true;
    await this.watching;
    return this.peaks;
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      for (const { pid, program } of await this.installation.workers()) {
        const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
        const kibibytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
        if (!kibibytes || !program) continue;
        this.peaks.set(program, Math.max(this.peaks.get(program) ?? 0, Number(kibibytes) * 1024));
      }
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
    }
  }
}
