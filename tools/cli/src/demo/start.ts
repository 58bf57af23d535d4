import { join } from 'node:path';
import type { Site } from '../site';
import { knownWriteKey } from '../secrets';
import type { StackStatus } from '../supervisor/records';
import { runDemo } from './run';

const LINE_EVERY_MS = 10_000;

/** Runs the demo against what is up, until `signal`. A terminal shows one line that changes; a file gets one now and then. */
export async function startDemo(site: Site, status: StackStatus, signal: AbortSignal): Promise<void> {
  await runDemo({
    endpoints: { ...status, writeKey: knownWriteKey(site) ?? '' },
    file: join(site.repository, 'demo', 'cdnow', 'purchases.txt'),
    instances: status.instances,
    show: process.stdout.isTTY ? overwrite : nowAndThen(),
    say: (sentence) => void process.stdout.write(`${process.stdout.isTTY ? CLEAR : ''}${sentence}\n`),
    stopped: () => signal.aborted,
  });
}

const CLEAR = '\r\u001b[K';

function overwrite(line: string): void {
  process.stdout.write(`${CLEAR}${line.slice(0, Math.max(20, process.stdout.columns - 1))}`);
}

function nowAndThen(): (line: string) => void {
  let last = 0;
  return (line) => {
    if (Date.now() - last < LINE_EVERY_MS) return;
    last = Date.now();
    process.stdout.write(`${line}\n`);
  };
}
