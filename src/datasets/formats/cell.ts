/** A value in JSON. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** One value of a row as the file gave it; null where the row has none. Everything is a string but in JSON Lines. */
export type Cell = JsonValue;
