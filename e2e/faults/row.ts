import type { Ground } from './ground';

/** The two moments of a fault that are measured from. */
export interface Incident {
  /** The fault happens now: to be said right before it does. */
  readonly strike: () => void;
  /** Whatever was broken is whole again; a fault that nobody repairs never says so. */
  readonly mend: () => void;
}

/** One kind of fault. */
export interface FaultRow {
  /** `group:what`, for `--only`. */
  readonly name: string;
  /** What happens, for people. */
  readonly title: string;
  readonly times: number;
  /** The longest pause that is aimed at, in milliseconds. */
  readonly pauseMsMax?: number;
  /** Lets it happen once, with events flowing, and repairs what does not repair itself. */
  readonly inflict: (ground: Ground, incident: Incident) => Promise<void>;
}
