import { parseArgs } from 'node:util';
import type { Evidence, Violation } from './evidence';
import type { Place } from './read';
import { readEvidence } from './read';
import { lineOf, violationsIn } from './violations';
import { readAnswered, readDeliveries } from './witnessed';

const USAGE = `checker: reads every topic of an installation from zero and says what is not as promised.
  --brokers host:port,…  --registry URL  --redis URL  --prefix tutti   where it is (else TUTTI_BROKERS and the like)
  --accepted file.jsonl  events that ingest answered with 200: {"messageId", "entry"?}
  --received file.jsonl  requests that came in at destinations: {"instance", "body", "acknowledged"?}
  --json                 the violations as JSON
Exit code: 0 nothing is violated, 1 something is, 2 it could not be read.
`;
const LINES_MAX = 200;

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ brokers: text, registry: text, redis: text, prefix: text, accepted: text, received: text },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return told(USAGE, 0);
  const evidence = await readEvidence(placeIn(values), {
    ...(values.accepted !== undefined && { answered: await readAnswered(values.accepted) }),
    ...(values.received !== undefined && { deliveries: await readDeliveries(values.received) }),
  });
  const violations = violationsIn(evidence);
  return told(
    values.json === true ? `${JSON.stringify(violations)}\n` : report(evidence, violations),
    violations.length > 0 ? 1 : 0,
  );
}

function placeIn(values: Readonly<Record<string, string | boolean | undefined>>): Place {
  const given = (name: string, variable: string): string => {
    const value = values[name] ?? process.env[variable];
    if (typeof value !== 'string' || value === '') throw new Error(`--${name} (or ${variable}) is missing; see --help`);
    return value;
  };
  return {
    brokers: given('brokers', 'TUTTI_BROKERS').split(','),
    registryUrl: given('registry', 'TUTTI_REGISTRY_URL'),
    redisUrl: given('redis', 'TUTTI_REDIS_URL'),
    prefix: given('prefix', 'TUTTI_PREFIX'),
  };
}

function report({ entered, applied, kept, letters, answered }: Evidence, violations: readonly Violation[]): string {
  const lines = violations.slice(0, LINES_MAX).map(lineOf);
  const more = violations.length - lines.length;
  const rest = more > 0 ? [`… and ${more} more`] : [];
  const events = entered.filter(({ kind }) => kind === 'event').length;
  const numbers = `${events} events accepted (${answered.length} answers), ${applied.length} records applied, ${kept.size} profiles, ${letters.length} dead letters`;
  return `${[...lines, ...rest, `${violations.length} violations: ${numbers}`].join('\n')}\n`;
}

function told(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`checker: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
