import { type Cursor, encodeEventCursor } from './cursor.js';

/** What a transaction has to tell. */
export interface NewEvent {
  /** Null for what belongs to the whole installation. */
  projectId: string | null;
  /** What kind of thing it is about: "job". */
  topic: string;
  /** Id of the thing it is about. */
  subjectId: string;
  /** What happened, in the past tense: "jobStarted". */
  type: string;
  payload: Record<string, unknown>;
}

export interface StoredEvent extends NewEvent {
  /** Place in the order of commits. */
  position: number;
  /** `position`, as clients see it. */
  cursor: Cursor;
  at: Date;
}

/** Which events a reader wants: those that match all that is given. */
export interface EventFilter {
  projectId?: string;
  subjectId?: string;
  topics?: readonly string[];
}

/** A row of the table `event`. */
export interface EventRow {
  position: string;
  at: Date;
  project_id: string | null;
  topic: string;
  subject_id: string;
  type: string;
  payload: Record<string, unknown>;
}

export function eventOfRow(row: EventRow): StoredEvent {
  const position = Number(row.position);
  return {
    position,
    cursor: encodeEventCursor(position),
    at: row.at,
    projectId: row.project_id,
    topic: row.topic,
    subjectId: row.subject_id,
    type: row.type,
    payload: row.payload,
  };
}

export function matches(event: StoredEvent, { projectId, subjectId, topics }: EventFilter): boolean {
  return (
    (projectId === undefined || event.projectId === projectId) &&
    (subjectId === undefined || event.subjectId === subjectId) &&
    (topics === undefined || topics.includes(event.topic))
  );
}
