import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getHeapStatistics } from 'node:v8';

/** An hour's evidence is held at once when it is checked. */
const HEAP_MIB = 8_192;
const MIB = 1024 * 1024;

/** Whether this process may hold what a soak leaves to be checked. */
export const hasLargeHeap = (): boolean => getHeapStatistics().heap_size_limit >= HEAP_MIB * MIB;

/**
 * Runs this very program again with a larger heap, which Node takes on its command line only; resolves to its exit
 * code. (By NODE_OPTIONS every service would get the same.)
 */
export async function runWithLargeHeap(): Promise<number> {
  const flags = [...process.execArgv, `--max-old-space-size=${HEAP_MIB}`];
  const child = spawn(process.execPath, [...flags, ...process.argv.slice(1)], { stdio: 'inherit' });
  // A Ctrl-C reaches the child by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
