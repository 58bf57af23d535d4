import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const commands = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  java: ['java'],
  kcat: ['kcat', 'kafkacat'],
  maven: ['mvn'],
  python: ['python3'],
} as const;

const services = {
  docker: () => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0,
  stack: () => ['TUTTI_BROKERS', 'TUTTI_REGISTRY_URL', 'TUTTI_REDIS_URL'].every((name) => name in process.env),
} as const;

/** What a test may need that not every machine has: commands, a Docker engine that answers, the stack. */
export type Tool = keyof typeof commands | keyof typeof services;

/**
 * A `describe` for tests that need tools. Where one is missing they are skipped and say so: `./tutti test` counts them
 * and prints `skipped: needs chromium`. `body` may not use the tools before a test runs.
 */
export function describeWith(tools: readonly Tool[], title: string, body: () => void): void {
  const missing = tools.filter((tool) => !isHere(tool));
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (skipped: needs ${missing.join(', ')})`, body);
}

/** Path of the command of a tool; throws when it is not on the PATH, so ask within a `describeWith`. */
export function commandOf(tool: keyof typeof commands): string {
  const path = findCommand(tool);
  if (path === undefined) throw new Error(`looking for ${tool}: none of ${commands[tool].join(', ')} is on the PATH`);
  return path;
}

function isHere(tool: Tool): boolean {
  return isService(tool) ? services[tool]() : findCommand(tool) !== undefined;
}

function isService(tool: Tool): tool is keyof typeof services {
  return tool in services;
}

function findCommand(tool: keyof typeof commands): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => commands[tool].map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
