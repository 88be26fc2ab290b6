import { createHash } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { DetailedError, Upload as TusClient, type UploadOptions } from 'tus-js-client';
import { consumeUpload, type ConsumedUpload } from '../../../src/storage/uploads/consume-upload.js';
import { eventually } from '../../support/eventually.js';
import type { UploadGateway, UploadGateways } from './upload-gateways.js';

export const MEBIBYTE = 1024 * 1024;
/** The header that the body of a PATCH request needs. */
export const BYTES = { 'Content-Type': 'application/offset+octet-stream' };

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** A developer's client of one gateway, both through tus-js-client and request by request. */
export class UploadClient {
  constructor(
    private readonly world: UploadGateways,
    private readonly gateway: UploadGateway,
  ) {}

  newTusClient(file: Buffer, options: UploadOptions): TusClient {
    return new TusClient(file, {
      endpoint: this.gateway.url,
      headers: { Authorization: `Bearer ${this.world.tokens.developer}` },
      retryDelays: [0, 50, 200, 500, 1000, 2000],
      ...options,
    });
  }

  /** Uploads through tus-js-client; answers the upload's address. */
  upload(file: Buffer, options: UploadOptions = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const client = this.newTusClient(file, {
        ...options,
        onSuccess: () => {
          resolve(client.url!);
        },
        onError: (error) => {
          const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
          reject(body ? new Error(body) : error);
        },
      });
      client.start();
    });
  }

  async send(
    method: string,
    url: string,
    headers: Record<string, string> = {},
    body?: Buffer,
    token = this.world.tokens.developer,
  ): Promise<Answer> {
    const response = await fetch(url, {
      method,
      headers: { 'Tus-Resumable': '1.0.0', Authorization: `Bearer ${token}`, ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** Begins an upload; answers its address. */
  async create(sizeBytes: number): Promise<string> {
    return this.locationOf(await this.send('POST', this.gateway.url, { 'Upload-Length': String(sizeBytes) }));
  }

  patch(url: string, offset: number, bytes: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('PATCH', url, { ...BYTES, 'Upload-Offset': String(offset), ...headers }, bytes);
  }

  async offsetOf(url: string): Promise<number> {
    return Number((await this.send('HEAD', url)).headers.get('upload-offset'));
  }

  locationOf({ headers }: Answer): string {
    return new URL(headers.get('location')!, this.gateway.url).href;
  }

  /** Sends the head of a PATCH request and some of its bytes, and leaves it open. */
  sendWithoutEnd(url: string, bytes: Buffer, headers: Record<string, string> = {}): ClientRequest {
    const open = request(url, {
      method: 'PATCH',
      headers: {
        'Tus-Resumable': '1.0.0',
        Authorization: `Bearer ${this.world.tokens.developer}`,
        'Upload-Offset': '0',
        ...BYTES,
        ...headers,
      },
    });
    open.on('error', () => undefined);
    open.write(bytes);
    return open;
  }

  /** Sends some bytes of a PATCH request and breaks the connection once they are on their way. */
  async sendPartly(url: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<void> {
    const open = this.sendWithoutEnd(url, bytes, headers);
    await eventually('the bytes to leave', () => open.writableLength === 0 && open.socket?.writableLength === 0);
    open.destroy();
  }

  async isLocked(url: string): Promise<boolean> {
    const rows = await this.world.db.query<unknown[]>('SELECT 1 FROM upload_lock WHERE upload_id = $1', [idOf(url)]);
    return rows.length > 0;
  }

  consume(url: string): Promise<ConsumedUpload> {
    const { db, tokens, clock } = this.world;
    return db.transaction((tx) => consumeUpload(tx, tokens.projectId, idOf(url), clock.now()));
  }
}

export function checksum(algorithm: string, bytes: Buffer): Record<string, string> {
  return { 'Upload-Checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}` };
}

export function idOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
