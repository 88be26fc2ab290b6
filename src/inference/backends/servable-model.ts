import type { ServingSettings } from '../protocol/serving-settings.js';

/** A file of a model, in the store that gateways and workers share. */
export interface ServableFile {
  readonly path: string;
  readonly role: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

/** A model as a pool asks workers to serve it. */
export interface ServableModel {
  /** Its name at the workers. */
  readonly id: string;
  readonly files: readonly ServableFile[];
  /** How it is to be served; as it is, or by default, where nobody says. */
  readonly settings?: ServingSettings;
}
