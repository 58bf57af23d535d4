import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoints, ProcessId } from '@tutti/stack';
import { isAlive, parseProcessId, readJson, writeWhole } from '@tutti/stack';
import type { Site } from '../site';
import { processFolder, statusFile, supervisorFile } from '../site';

/** What the supervisor writes about one process whenever that changes. */
export interface ProcessRecord extends ProcessId {
  readonly name: string;
  readonly version: string;
  /** `server` for Kafka, registry and Redis, `service` for our own. */
  readonly kind: 'server' | 'service';
  readonly state: 'starting' | 'ready' | 'waiting' | 'stopped';
  /** Where it says that it is ready, if over HTTP. */
  readonly healthUrl: string | undefined;
  /** When this process was started, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly restarts: number;
}

/** What the supervisor says of the whole. */
export interface StackStatus extends Endpoints {
  readonly state: 'starting' | 'ready' | 'failed' | 'stopping';
  readonly ingestUrl: string;
  readonly apiUrl: string;
  readonly prefix: string;
  readonly separate: boolean;
  /** Destination instances that have a sink. */
  readonly instances: readonly string[];
  /** Why it failed. */
  readonly error: string | undefined;
}

type InData = Pick<Site, 'data'>;

/** Writes the record of one process. */
export const writeRecord = (site: InData, record: ProcessRecord): void =>
  writeWhole(join(processFolder(site), `${record.name}.json`), JSON.stringify(record));

/** Removes it: the process has ended for good. */
export const removeRecord = (site: InData, name: string): void =>
  rmSync(join(processFolder(site), `${name}.json`), { force: true });

/** Every record, in the order in which the processes were started. */
export function readRecords(site: InData): readonly ProcessRecord[] {
  const names = filesIn(processFolder(site)).filter((name) => name.endsWith('.json'));
  const records = names.map((name) => readJson(join(processFolder(site), name)));
  return records.filter(isRecord).sort((a, b) => a.startedAt - b.startedAt);
}

/** Writes what the supervisor says of the whole. */
export const writeStatus = (site: InData, status: StackStatus): void =>
  writeWhole(statusFile(site), JSON.stringify(status));

/** What the last supervisor said of the whole; it may be dead by now. */
export function readStatus(site: InData): StackStatus | undefined {
  const json = readJson(statusFile(site));
  return isStatus(json) ? json : undefined;
}

/** The living supervisor of this installation. */
export function livingSupervisor(site: InData): ProcessId | undefined {
  const id = parseProcessId(readJson(supervisorFile(site)));
  return id !== undefined && isAlive(id) ? id : undefined;
}

/** Names of the files in a folder; none when there is no folder. */
export function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const isRecord = (json: unknown): json is ProcessRecord =>
  parseProcessId(json) !== undefined &&
  typeof json === 'object' &&
  json !== null &&
  'name' in json &&
  'startedAt' in json;

const isStatus = (json: unknown): json is StackStatus =>
  typeof json === 'object' && json !== null && 'ingestUrl' in json;
