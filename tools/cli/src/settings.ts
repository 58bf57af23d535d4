import type { ServerPorts } from '@tutti/stack';
import { Problem } from '@tutti/stack';

/** A port that `up` listens on: what for, and the two ways to choose another. */
export interface PortSetting {
  readonly name: keyof Ports;
  readonly title: string;
  readonly flag: string;
  readonly variable: string;
  readonly fallback: number;
}

/** Ports of an installation, all on the loopback address. */
export interface Ports extends ServerPorts {
  readonly ingest: number;
  readonly api: number;
}

/** Uncommon numbers, so that a Kafka or Redis of another project can stay. */
export const PORTS: readonly PortSetting[] = [
  { name: 'ingest', title: 'ingest', flag: '--ingest-port', variable: 'TUTTI_INGEST_PORT', fallback: 7070 },
  { name: 'api', title: 'the api', flag: '--api-port', variable: 'TUTTI_API_PORT', fallback: 7071 },
  { name: 'kafka', title: 'Kafka', flag: '--kafka-port', variable: 'TUTTI_KAFKA_PORT', fallback: 19192 },
  {
    name: 'controller',
    title: "Kafka's controller",
    flag: '--controller-port',
    variable: 'TUTTI_CONTROLLER_PORT',
    fallback: 19193,
  },
  {
    name: 'registry',
    title: 'the registry',
    flag: '--registry-port',
    variable: 'TUTTI_REGISTRY_PORT',
    fallback: 18181,
  },
  { name: 'redis', title: 'Redis', flag: '--redis-port', variable: 'TUTTI_REDIS_PORT', fallback: 16479 },
];

type Texts = Readonly<Record<string, string | undefined>>;

/** Each port from its flag, else its variable, else the default; a problem that lists every unusable value. */
export function portsFrom(flags: Texts, environment: Texts): Ports {
  const problems: string[] = [];
  const chosen = (name: keyof Ports): number => {
    const setting = settingOf(name);
    const text = flags[`${name}Port`] ?? nonEmpty(environment[setting.variable]) ?? String(setting.fallback);
    const port = Number(text);
    if (!/^\d+$/.test(text) || port < 1 || port > 65_535) problems.push(`"${text}" is no port for ${setting.title}`);
    return port;
  };
  const ports: Ports = {
    ...{ ingest: chosen('ingest'), api: chosen('api'), kafka: chosen('kafka'), controller: chosen('controller') },
    ...{ registry: chosen('registry'), redis: chosen('redis') },
  };
  problems.push(...twice(ports));
  if (problems.length > 0) throw new Problem(`${problems.join('; ')}: choose numbers from 1 to 65535, each once`);
  return ports;
}

/** How to choose another port for one purpose. */
export function settingOf(name: keyof Ports): PortSetting {
  const setting = PORTS.find((it) => it.name === name);
  if (setting === undefined) throw new Error(`no setting for the port of ${name}`);
  return setting;
}

/** `--kafka-port` and so on as environment variables: what a background process is given. */
export const portVariables = (ports: Ports): Readonly<Record<string, string>> =>
  Object.fromEntries(PORTS.map(({ name, variable }) => [variable, String(ports[name])]));

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function twice(ports: Ports): readonly string[] {
  const seen = new Map<number, string>();
  return PORTS.flatMap(({ name, title }) => {
    const other = seen.get(ports[name]);
    seen.set(ports[name], title);
    return other === undefined ? [] : [`${other} and ${title} have the same port ${ports[name]}`];
  });
}
