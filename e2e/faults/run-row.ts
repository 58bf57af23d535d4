import { chance } from '../chance';
import { balanceOf } from './balance';
import type { Ground } from './ground';
import type { FaultRow, Incident } from './row';

/** What became of one row. Times in milliseconds, the longest of all times it happened. */
export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly times: number;
  /** Events between ingest and receiver when the fault struck, all times together. */
  readonly inFlight: number;
  readonly lost: number;
  readonly doubled: number;
  /** The longest time in which nothing came out of one of the partitions. */
  readonly pauseMs: number;
  /** From the fault, or from its repair where it needs one, until all partitions flow. */
  readonly recoveryMs: number;
  readonly pauseMsMax: number | undefined;
  readonly violations: readonly string[];
}

/** What one time of a fault cost. */
export type Cost = Pick<RowResult, 'inFlight' | 'pauseMs' | 'recoveryMs'>;

/** Runs a row on a ground that flows: as often as the row says, then to rest, then every invariant. */
export async function runRow(ground: Ground, row: FaultRow, seed: number): Promise<RowResult> {
  const { name, title, times, pauseMsMax } = row;
  const costs: Cost[] = [];
  const violations: string[] = [];
  ground.random01 = chance(seedOf(name, seed));
  const attempt = async (part: () => Promise<void>): Promise<void> => {
    await part().catch((error: unknown) => void violations.push((error as Error).message));
  };
  await attempt(async () => {
    for (let i = 0; i < times; i++) costs.push(await inflictOnce(ground, row));
  });
  await attempt(() => ground.comeToRest());
  const balance = await balanceOf(ground);
  const longest = (of: (cost: Cost) => number): number => Math.max(0, ...costs.map(of));
  return {
    ...{ name, title, times, pauseMsMax },
    inFlight: costs.reduce((sum, { inFlight }) => sum + inFlight, 0),
    lost: balance.lost,
    doubled: balance.doubled,
    pauseMs: longest(({ pauseMs }) => pauseMs),
    recoveryMs: longest(({ recoveryMs }) => recoveryMs),
    violations: [...violations, ...balance.violations],
  };
}

/** Lets a fault happen and events flow again. */
export async function inflictOnce(ground: Ground, row: FaultRow): Promise<Cost> {
  await ground.flowing();
  let [at, inFlight] = [Date.now(), ground.inFlight];
  const incident: Incident = {
    strike: () => {
      [at, inFlight] = [Date.now(), ground.inFlight];
      ground.flow.watch(ground.stream.next);
    },
    mend: () => {
      at = Date.now();
      ground.flow.awaitFrom(ground.stream.next);
    },
  };
  await row.inflict(ground, incident);
  await ground.flowingAgain();
  const { pauseMs, flowsAt } = ground.flow.standstill();
  const recoveryMs = Math.max(0, flowsAt - at);
  ground.tell(`${row.name}: ${inFlight} in flight, paused for ${pauseMs} ms, flows after ${recoveryMs} ms`);
  return { inFlight, pauseMs, recoveryMs };
}

/** Whether everything that must hold does. */
export const isWell = ({ lost, doubled, violations }: Pick<RowResult, 'lost' | 'doubled' | 'violations'>): boolean =>
  lost === 0 && doubled === 0 && violations.length === 0;

/** Each row has chances of its own, so that it does the same alone as among others (FNV-1a). */
function seedOf(name: string, seed: number): number {
  let hash = seed | 0;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  return hash;
}
