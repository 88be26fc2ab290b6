import { TypeID, typeid } from 'typeid-js';

/** Makes a TypeID: typed, sortable by time, safe in URLs and scripts (`release_01h455vb4pex5vsknk084sn02q`). */
export function newId(prefix: string): string {
  return typeid(prefix).toString();
}

/** The kind of thing an id names: "release" for "release_01h…". Null when it is no TypeID. */
export function idPrefix(id: string): string | null {
  try {
    return TypeID.fromString(id).getType();
  } catch {
    return null;
  }
}

export function isId(value: string, prefix: string): boolean {
  return value.startsWith(`${prefix}_`) && idPrefix(value) === prefix;
}

/** When an id was made. */
export function instantOf(id: string): Date {
  return new Date(parseInt(TypeID.fromString(id).toUUID().replaceAll('-', '').slice(0, 12), 16));
}
