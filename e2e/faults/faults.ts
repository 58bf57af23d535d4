import type { FaultRow } from './row';
import { failPointRows } from './rows/fail-points';
import { outsideRows } from './rows/outside';
import { processRows } from './rows/process';
import { registryRows } from './rows/registry';
import { serverRows } from './rows/servers';
import { wireRows } from './rows/wire';

/** Every fault there is, in the order in which they are run. */
export const FAULTS: readonly FaultRow[] = [
  ...processRows,
  ...failPointRows,
  ...wireRows,
  ...serverRows,
  ...registryRows,
  ...outsideRows,
];
