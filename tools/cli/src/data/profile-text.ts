import pc from 'picocolors';

/** The part of the api's profile document that a person is shown. */
export interface ProfileDocument {
  readonly id: string;
  readonly version: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly traits: Readonly<Record<string, unknown>>;
  readonly events: Readonly<
    Record<string, { readonly count: number; readonly last: string; readonly revenue: number }>
  >;
  readonly segments: readonly { readonly name: string; readonly since: string }[];
  readonly deliveries: readonly {
    readonly instance: string;
    readonly version: number | null;
    readonly outcome: string;
    readonly reason: string | null;
    readonly current: boolean;
  }[];
}

/** A profile for a person: who, what is known, what they did, what they are in, who was told. */
export function profileText(profile: ProfileDocument): string {
  const days = `${profile.firstSeen.slice(0, 10)} to ${profile.lastSeen.slice(0, 10)}`;
  return [
    `${pc.bold(`profile ${profile.id}`)}  version ${profile.version}, seen ${days}`,
    ...section(
      'identifiers',
      profile.identifiers.map(({ type, value }) => `${type}:${value}`),
    ),
    ...section(
      'traits',
      Object.entries(profile.traits).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
    ),
    ...section('events', Object.entries(profile.events).map(eventLine)),
    ...section(
      'segments',
      profile.segments.map(({ name, since }) => `${name} since ${since}`),
    ),
    ...section('deliveries', profile.deliveries.map(deliveryLine)),
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] => [
  pc.dim(title),
  ...(lines.length === 0 ? ['  none'] : lines.map((line) => `  ${line}`)),
];

const eventLine = ([name, { count, last, revenue }]: [string, ProfileDocument['events'][string]]): string =>
  `${name} × ${count}, last ${last}${revenue === 0 ? '' : `, revenue ${revenue}`}`;

const deliveryLine = ({ instance, version, outcome, reason, current }: ProfileDocument['deliveries'][number]): string =>
  `${instance}: ${outcome}${version === null ? '' : ` version ${version}`}${current ? ', up to date' : ', behind'}${reason === null ? '' : ` (${reason})`}`;
