import type { Child } from './child';
import type { Installation } from './installation';
import type { LoadCalls } from './load/load';
import type { Watched } from './usage';

/** What every measurement works with. */
export interface Bench {
  readonly installation: Installation;
  readonly generator: Child<LoadCalls>;
  /** How long one measurement under load takes. */
  readonly seconds: number;
}

/** Every process of the installation, and the generator. */
export const everything = ({ installation, generator }: Bench): readonly Watched[] => [
  ...installation.status.processes,
  { name: 'generator', pid: generator.pid },
];

/** A name that no other run has: part of each of its message ids. */
export const newRun = (): string => `r${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
