import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classData } from '../class-data';
import { writeWhole } from '../files';
import type { Java } from '../java';
import { answers } from '../ports';
import { Problem } from '../problem';
import type { ServerPlan, ServerPorts } from './plan';

/** What a local broker is made of. */
export interface KafkaSite {
  readonly cache: string;
  /** Folder of this broker: its log and its settings. */
  readonly folder: string;
  readonly java: Java;
  readonly version: string;
  readonly classPath: readonly string[];
  /** Settings that hold on every machine. */
  readonly settingsFile: string;
  readonly ports: Pick<ServerPorts, 'kafka' | 'controller'>;
}

const JVM = ['-Xms64m', '-Xmx400m', '-XX:+UseSerialGC', '-Djava.awt.headless=true'];
const QUIET = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true'];

/** One broker that is its own controller. Its log folder is formatted before the first start. */
export function kafkaPlan(site: KafkaSite): ServerPlan {
  const { cache, folder, java, version, ports } = site;
  const classPath = site.classPath.join(':');
  const classes = classData(cache, 'kafka', [java.version, classPath]);
  const settings = join(folder, 'server.properties');
  return {
    ...{ name: 'kafka', title: 'Kafka', version, folder },
    command: java.command,
    arguments: [...JVM, ...QUIET, ...classes.options, '-cp', classPath, 'kafka.Kafka', settings],
    ports: [ports.kafka, ports.controller],
    ready: () => answers(ports.kafka),
    ended: classes.ended,
    prepare: () => {
      writeWhole(settings, `${readFileSync(site.settingsFile, 'utf8')}\n${settingsHere(site)}`);
      if (!existsSync(join(folder, 'log', 'meta.properties'))) format(site, settings);
    },
  };
}

/** The settings that depend on ports and folders. */
export const settingsHere = ({ folder, ports: { kafka, controller } }: Pick<KafkaSite, 'folder' | 'ports'>): string =>
  [
    `log.dirs=${join(folder, 'log')}`,
    `listeners=PLAINTEXT://127.0.0.1:${kafka},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${kafka}`,
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    '',
  ].join('\n');

function format({ java, classPath, folder }: KafkaSite, settings: string): void {
  mkdirSync(folder, { recursive: true });
  const id = randomBytes(16).toString('base64url');
  const words = ['-XX:TieredStopAtLevel=1', '-cp', classPath.join(':'), 'kafka.tools.StorageTool', 'format'];
  const { status, stdout, stderr } = spawnSync(
    java.command,
    [...words, '--ignore-formatted', '-t', id, '-c', settings],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Problem(`formatting Kafka's log folder in ${folder} failed:\n${stderr}${stdout}`);
}
