import { shuffled } from '../../chance';
import type { Sent } from '../../clients';
import { pause } from '../../until';
import type { Ground } from '../ground';
import type { FaultRow } from '../row';

const SEASON_MS = 5_000;
const OUTAGE_MS = 6_000;
const DAY_MS = 24 * 3_600_000;

type Season = (batch: readonly Sent[], ground: Ground) => readonly Sent[];

const seasonRow = (name: string, title: string, season: Season): FaultRow => ({
  name: `events:${name}`,
  title,
  times: 1,
  inflict: async (ground, { strike }) => {
    const { stream } = ground;
    strike();
    stream.season = (batch) => season(batch, ground);
    await pause(SEASON_MS);
    stream.season = undefined;
  },
});

const at = (when: () => number): Season => {
  const timed = (event: Sent): Sent => ({ ...event, timestamp: new Date(when()).toISOString() });
  return (batch) => batch.map(timed);
};

const eventRows: readonly FaultRow[] = [
  seasonRow('twice', 'every event twice in its batch', (batch) => batch.flatMap((event) => [event, event])),
  seasonRow('shuffled', 'events in another order than their times say', (batch, { random01 }) =>
    shuffled(
      batch.map((event, i) => ({ ...event, timestamp: new Date(Date.now() - i * 60_000).toISOString() })),
      random01,
    ),
  ),
  seasonRow(
    'late',
    'events of 30 days ago',
    at(() => Date.now() - 30 * DAY_MS),
  ),
  seasonRow(
    '1970',
    'events of 1970',
    at(() => 1_000),
  ),
  seasonRow(
    '2099',
    'events of 2099',
    at(() => Date.UTC(2099, 0, 1)),
  ),
];

const badAnswers = (name: string, title: string, manner: Parameters<Ground['answer']>[0]): FaultRow => ({
  name: `destination:${name}`,
  title: `destination answers ${title} for ${OUTAGE_MS / 1000} s`,
  times: 1,
  inflict: async (ground, { strike, mend }) => {
    strike();
    ground.answer(manner);
    await pause(OUTAGE_MS);
    ground.answer();
    mend();
  },
});

const destinationRows: readonly FaultRow[] = [
  badAnswers('429', '429 with Retry-After: 1', { tooMany: 1 }),
  badAnswers('500', '500', { fails: 1 }),
  badAnswers('silent', 'nothing, until time runs out', { silent: 1 }),
  badAnswers('drip', 'a letter every 0.3 s', { drips: 1 }),
  badAnswers('mixed', 'in every bad way, half of the requests', {
    fails: 0.2,
    tooMany: 0.2,
    silent: 0.05,
    drips: 0.05,
  }),
];

/** What comes in and what is behind the sink. */
export const outsideRows: readonly FaultRow[] = [...eventRows, ...destinationRows];
