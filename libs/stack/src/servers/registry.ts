import { join } from 'node:path';
import { classData } from '../class-data';
import type { Java } from '../java';
import type { ServerPlan } from './plan';

/** What a local schema registry is made of. */
export interface RegistrySite {
  readonly cache: string;
  readonly folder: string;
  readonly java: Java;
  readonly version: string;
  /** The registry's runnable jar. */
  readonly jar: string;
  readonly brokers: string;
  readonly port: number;
}

const JVM = ['-Xms48m', '-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'];

/** Its journal is the only copy of every schema: without these settings Kafka forgets it after a week. */
const JOURNAL = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete' };

/** Address of the Confluent-compatible interface. */
export const registryUrl = (port: number): string => `http://127.0.0.1:${port}/apis/ccompat/v7`;

/** Apicurio Registry with its content in Kafka, so that schema ids survive a restart. */
export function registryPlan(site: RegistrySite): ServerPlan {
  const { cache, folder, java, version, jar, port } = site;
  const classes = classData(cache, 'registry', [java.version, jar]);
  return {
    ...{ name: 'registry', title: 'Apicurio Registry', version, folder },
    command: java.command,
    arguments: [...JVM, ...classes.options, ...settingsOf(site), '-jar', jar],
    ports: [port],
    ready: () => isReady(`http://127.0.0.1:${port}/health/ready`),
    ended: classes.ended,
    prepare: () => undefined,
  };
}

/**
 * The poll timeout is waited for in full once per start (there are no snapshots to find), and the jobs and connections
 * that are turned down serve large installations.
 */
function settingsOf({ brokers, port, folder }: RegistrySite): readonly string[] {
  const settings = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': port,
    'quarkus.http.access-log.enabled': false,
    'quarkus.vertx.event-loops-pool-size': 2,
    'apicurio.storage.kind': 'kafkasql',
    'apicurio.storage.snapshot.location': join(folder, 'snapshots'),
    'apicurio.kafkasql.bootstrap.servers': brokers,
    'apicurio.kafkasql.consumer.poll.timeout': 500,
    ...Object.fromEntries(Object.entries(JOURNAL).map(([name, value]) => [`apicurio.kafkasql.topic.${name}`, value])),
    'apicurio.datasource.jdbc.initial-size': 2,
    'apicurio.datasource.jdbc.min-size': 2,
    'apicurio.datasource.jdbc.max-size': 10,
    'apicurio.logconfigjob.every': '3600s',
    'apicurio.downloads.reaper.every': '3600s',
    'apicurio.config.refresh.every': '3600s',
  };
  return Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
