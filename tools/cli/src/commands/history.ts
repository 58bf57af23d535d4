import type { ShownHistory } from '../data/history-text';
import { historyText } from '../data/history-text';
import { askForLines } from '../data/line-client';

/** How a history is asked for. */
export interface HistoryFlags {
  readonly limit?: string;
  readonly json?: boolean;
}

/** A line of the answer: how far the api is, or the history. */
interface Line {
  readonly read?: number;
  readonly of?: number;
  readonly history?: ShownHistory;
}

/** `profile --history`: what changed, when, and because of what; how far it is stands on standard error meanwhile. */
export async function showHistory(identifier: string, { limit, json }: HistoryFlags): Promise<void> {
  const query = limit === undefined ? '' : `?limit=${encodeURIComponent(limit)}`;
  const path = `/v1/profiles/${encodeURIComponent(identifier)}/history${query}`;
  await askForLines(path, (line) => {
    const { read, of, history } = line as Line;
    if (history === undefined) tellProgress(read, of);
    else process.stdout.write(`${json === true ? JSON.stringify(history, undefined, 2) : historyText(history)}\n`);
  });
}

function tellProgress(read = 0, of = 0): void {
  if (of > 0) process.stderr.write(`reading the log: ${read} of ${of} records\n`);
}
