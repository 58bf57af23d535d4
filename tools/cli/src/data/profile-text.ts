import pc from 'picocolors';
import type { ProfileDocument } from '@tutti/destinations';

/** The part of the api's profile document that a person is shown. */
export interface ShownProfile extends ProfileDocument {
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
export function profileText(profile: ShownProfile): string {
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

const eventLine = ([name, { count, last, revenue }]: [string, ShownProfile['events'][string]]): string =>
  `${name} × ${count}, last ${last}${revenue === 0 ? '' : `, revenue ${revenue}`}`;

/** A rejected version is settled, but what the destination holds is not up to date. */
const deliveryLine = ({ instance, version, outcome, reason, current }: ShownProfile['deliveries'][number]): string => {
  const freshness = current ? (outcome === 'rejected' ? '' : ', up to date') : ', behind';
  const what = version === null ? outcome : `${outcome} version ${version}`;
  return `${instance}: ${what}${freshness}${reason === null ? '' : ` (${reason})`}`;
};
