import type { StoredEvent } from './stored-event.js';

/**
 * The newest events of the stream, without gaps, shared by all subscriptions of a process. It holds a bounded number:
 * who falls further behind reads the table.
 */
export class RecentEvents {
  private events: StoredEvent[] = [];
  private head: number;

  /** `head` is the position behind which events will be added. */
  constructor(
    head: number,
    private readonly capacity: number,
  ) {
    this.head = head;
  }

  /** Position of the newest event. */
  get position(): number {
    return this.head;
  }

  /** Takes the events that follow the head, in order. */
  add(events: readonly StoredEvent[]): void {
    this.events.push(...events);
    this.head = events.at(-1)?.position ?? this.head;
    // Drops in large steps, so that the cost of moving the rest is spread.
    if (this.events.length > 2 * this.capacity) this.events = this.events.slice(-this.capacity);
  }

  /** Forgets all events and goes on behind `head`. */
  reset(head: number): void {
    this.events = [];
    this.head = head;
  }

  /** The events behind `position`; null when the oldest of them is no longer held here. */
  after(position: number): readonly StoredEvent[] | null {
    const missing = this.head - position;
    if (missing <= 0) return [];
    return missing <= this.events.length ? this.events.slice(-missing) : null;
  }
}
