import type { Update } from '@tutti/contracts';

/** What the demo shows: counted from the topics that any reader may read. */
export interface Tally {
  readonly events: number;
  readonly profiles: number;
  readonly segments: Readonly<Record<string, number>>;
  readonly deliveries: Readonly<Record<string, number>>;
}

/** Counts profiles and memberships from `updates`, deliveries from the destinations' state topics. */
export class TallyKeeper {
  readonly #segments = new Map<string, Set<string>>();
  readonly #deliveries = new Map<string, number>();
  #profiles = 0;
  #events = 0;

  update({ profile, segments, causes }: Pick<Update, 'profile' | 'segments' | 'causes'>): void {
    if (!this.#segments.has(profile.id)) this.#profiles += 1;
    this.#segments.set(profile.id, new Set(segments.map(({ segment }) => segment)));
    this.#events += causes.length;
  }

  delivery(instance: string): void {
    this.#deliveries.set(instance, (this.#deliveries.get(instance) ?? 0) + 1);
  }

  now(): Tally {
    const segments: Record<string, number> = {};
    for (const names of this.#segments.values()) for (const name of names) segments[name] = (segments[name] ?? 0) + 1;
    const deliveries = Object.fromEntries(this.#deliveries);
    return { events: this.#events, profiles: this.#profiles, segments, deliveries };
  }
}

/** One line for a person. */
export function tallyLine({ events, profiles, segments, deliveries }: Tally): string {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
      .join(', ') || 'none yet';
  // Segments last: a narrow terminal cuts the end of the line.
  return (
    `events ${events.toLocaleString('en')} · profiles ${profiles.toLocaleString('en')} · ` +
    `deliveries: ${list(deliveries)} · segments: ${list(segments)}`
  );
}
