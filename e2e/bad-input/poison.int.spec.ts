import type { DeadLetter } from '@tutti/contracts';
import { codecs, identityIn, keyOf, profileIn } from '@tutti/contracts';
import { homeProfile } from '@tutti/core/stage';
import type { LogRecord, NewRecord } from '@tutti/log';
import { anEvent, anIdentifier, describeWith } from '@tutti/testing';
import { postUntilAccepted } from '../clients';
import { endAll } from '../ending';
import { Installation } from '../installation';
import { Rest } from '../rest';
import { PARTITIONS } from '../stack';
import { recordsOf } from '../topics';
import { until } from '../until';
import { CANARY, canariesIn } from './canaries';
import { Echo } from './echo';
import type { Poison, Poisoned } from './records';
import { POISONED, poisonFor, recordOf } from './records';

const SETTLE_MS_MAX = 90_000;

let echo: Echo;
let tutti: Installation;
let rest: Rest;

const workspace = (writeKey: string): string => `
sources:
  - { name: web, writeKey: ${writeKey}, eventsPerSecond: 10000 }
  - { name: shop, writeKey: shop-${writeKey}, topic: true }
segments:
  - { name: buyers, when: 'events["Order Completed"].count >= 1' }
destinations:
  - instance: hook
    destination: webhook
    settings: { url: "${echo.url}", secrets: ["whsec_${Buffer.alloc(32, 7).toString('base64')}"] }
`;

describeWith(['stack'], 'poison', () => {
  beforeAll(async () => {
    echo = await Echo.open();
    tutti = await Installation.create({ workspace, separate: false });
    await tutti.start();
    rest = new Rest(tutti);
  }, 120_000);

  afterAll(
    () =>
      endAll(
        () => rest?.close(),
        () => tutti?.remove(),
        () => echo?.close(),
      ),
    60_000,
  );

  it(
    'in any topic becomes dead letters with position and bytes, and everything good goes on',
    () =>
      tutti.telling(async () => {
        await postUntilAccepted(tutti, 'batch', goodEvents('before'));
        const written = await Promise.all(POISONED.map(poisoned));
        await postUntilAccepted(tutti, 'batch', goodEvents('after'));
        const expected = new Map(written.flat());
        await until({ awaited: 'dead letters', msMax: SETTLE_MS_MAX, missing: () => lettersMissing(expected) });
        await until({ awaited: 'rest', msMax: SETTLE_MS_MAX, missing: () => rest.missing() });
        const found = new Map((await letters()).map((letter) => [positionOf(letter), letter]));
        for (const [position, { what, code, value }] of expected) {
          const { bytes, ...letter } = found.get(position)!;
          expect({ what, ...letter }).toMatchObject({ what, code });
          expect(letter.violations.length).toBeGreaterThan(0);
          expect({ what, equal: Buffer.from(bytes).equals(value ?? Buffer.alloc(0)) }).toEqual({ what, equal: true });
        }
        const good = [...goodEvents('before'), ...goodEvents('after')].filter(({ event }) => event !== 'Refused');
        const untold = good.filter(({ messageId }) => !echo.taken.has(messageId));
        expect(untold).toEqual([]);
      }),
    200_000,
  );

  it(
    'leaves no hole in any sequence, not even where a number can only be read in a header',
    () =>
      tutti.telling(async () => {
        const entry = anIdentifier('userId', 'of numbers');
        const key = keyOf.profile(homeProfile(entry.key, 0));
        const apply = (seq: number) =>
          profileIn.apply({ identifier: entry, incarnation: 0, seq, event: anEvent({ entry, messageId: `n${seq}` }) });
        const partition = {
          topic: tutti.platform.topic('profile.in'),
          partition: tutti.platform.partitionOf(key, PARTITIONS),
          key,
        };
        const bytes = [1, 3].map((seq) => tutti.platform.wire.encode('profile.in', apply(seq)));
        await append([
          { ...partition, value: bytes[0]!, headers: {} },
          { ...partition, value: Buffer.from('spoilt'), headers: { identifier: entry.key, seq: '2' } },
          { ...partition, value: bytes[1]!, headers: {} },
        ]);
        await until({ awaited: 'rest', msMax: SETTLE_MS_MAX, missing: () => rest.missing() });
        const states = new Map((await allOf('profile.state')).map(({ key: id, value }) => [id, value]));
        const applied = [...states.values()].flatMap((value) => {
          const state = value === null ? null : codecs['profile.state'].decode(value.subarray(5)).state;
          return Object.entries(state?.identifiers ?? {});
        });
        // By an identifier that was only linked nothing came.
        const holes = applied.filter(
          ([
            ,
            {
              applied: [first, ...more],
            },
          ]) => more.length > 0 || (first?.from ?? 1) !== 1,
        );
        expect(holes).toEqual([]);
        expect(Object.fromEntries(applied)[entry.key]?.applied).toEqual([{ from: 1, to: 3 }]);
      }),
    120_000,
  );

  it.each([
    ['no JSON', `{"email":"${CANARY.email}`],
    ['NaN', `{"userId":"u","event":"x","properties":{"email":"${CANARY.email}","a":NaN}}`],
    ['a number beyond all', `{"userId":"u","event":"x","properties":{"email":"${CANARY.email}","a":1e999}}`],
    [
      '10,000 levels',
      `{"userId":"u","event":"${CANARY.name}","properties":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
    ],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from(`{"email":"${CANARY.email}`), Buffer.from([0xff, 0x22])])],
    ['2 MB', JSON.stringify({ userId: 'u', event: 'x', properties: { a: CANARY.email.repeat(80_000) } })],
    ['nobody', JSON.stringify({ event: CANARY.name, userId: { email: CANARY.email } })],
    ['a list', JSON.stringify([CANARY])],
  ])('by HTTP is refused without saying back what it was: %s', async (_, body) => {
    const answer = await fetch(`${tutti.ingestUrl}/v1/track`, {
      ...{ method: 'POST', body },
      headers: { authorization: `Basic ${btoa(`${tutti.writeKey}:`)}`, 'content-type': 'application/json' },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(canariesIn(await answer.text())).toEqual([]);
  });

  it(
    'halts the partition of a kind that this code does not know, and no other',
    () =>
      tutti.telling(async () => {
        const { wire, topic } = tutti.platform;
        const value = wire.encode('identity.in', {
          ...identityIn.switch({ revision: 1, at: 1 }),
          switch: null,
          kind: 'unknown',
        });
        await append([{ topic: topic('identity.in'), partition: 2, key: 'k', value, headers: {} }]);
        const halted = `${topic('identity.in')}/2`;
        await until({
          awaited: 'the halt',
          msMax: SETTLE_MS_MAX,
          missing: async () => ((await health()).includes('halted') ? undefined : 'none'),
        });
        const { services } = JSON.parse(await health()) as { services: Record<string, Record<string, string>> };
        expect(services['identity']?.[halted]).toContain(`halted: stepping identity.in/2/`);
        const others = Object.values(services)
          .flatMap((states) => Object.entries(states))
          .filter(([name]) => name !== halted);
        expect(new Set(others.map(([, state]) => state))).toEqual(new Set(['running']));
        await postUntilAccepted(tutti, 'batch', goodEvents('then'));
        await until({
          awaited: 'events of other partitions',
          msMax: SETTLE_MS_MAX,
          missing: () => ([...echo.taken].some((id) => id.startsWith('then')) ? undefined : 'none came'),
        });
        expect((await fetch(`${tutti.ingestUrl}/healthz/live`)).status).toBe(200);
        expect((await letters()).filter(({ partition, code }) => partition === 2 && code === 'unknown')).toEqual([]);
      }),
    120_000,
  );

  it('leaves nothing of a person in a log line, a health or error answer, or the name of a topic', async () => {
    const asked = [
      `${tutti.ingestUrl}/v1/${CANARY.email}`,
      `${tutti.ingestUrl}/v1/projects/${CANARY.email}/settings`,
      `${tutti.ingestUrl}/healthz/ready`,
      `${tutti.ingestUrl}/healthz/live`,
      `${tutti.apiUrl}/v1/profiles/email:nobody.${CANARY.email}`,
      `${tutti.apiUrl}/v1/profiles/${CANARY.email}%`,
      `${tutti.apiUrl}/v1/${CANARY.email}?email=${CANARY.email}`,
      `${tutti.apiUrl}/healthz/ready`,
    ];
    for (const url of asked) {
      const answer = await fetch(url);
      expect({ url, found: canariesIn(await answer.text()) }).toEqual({ url, found: [] });
    }
    expect(canariesIn((await tutti.platform.log.topics()).join(' '))).toEqual([]);
    // Those that were printed: the trouble above was told.
    const { output } = tutti.service('all');
    expect(output).toContain('attempts failed and will be made again');
    expect(output).toContain('partition halted');
    expect(canariesIn(output)).toEqual([]);
  });
});

/** Events of ten people, and one that the receiver refuses. */
const goodEvents = (when: string) =>
  Array.from({ length: 20 }, (_, i) => ({
    ...{
      type: 'track',
      messageId: `${when}-${i}`,
      userId: i === 7 ? 'refused' : `u${i % 10}`,
      event: i === 7 ? 'Refused' : 'Order Completed',
    },
    context: { traits: CANARY },
    properties: CANARY,
  }));

const append = (records: readonly NewRecord[]) => tutti.platform.log.appender().append(records);

/** Writes poison into a topic, one record at a time; returns each with its position. */
async function poisoned(topic: Poisoned): Promise<readonly (readonly [string, Poison])[]> {
  const written: (readonly [string, Poison])[] = [];
  for (const poison of poisonFor(tutti, topic)) {
    const record = recordOf(tutti, topic, poison);
    const [at] = (await append([record])).values();
    written.push([positionOf({ ...record, offset: at!.first }), poison]);
  }
  return written;
}

const positionOf = ({ topic, partition, offset }: { topic: string; partition: number; offset: number }): string =>
  `${topic}/${partition}/${offset}`;

async function lettersMissing(expected: ReadonlyMap<string, Poison>): Promise<string | undefined> {
  const found = new Set((await letters()).map(positionOf));
  const missing = [...expected].filter(([position]) => !found.has(position));
  return missing.length === 0 ? undefined : missing.map(([position, { what }]) => `${what} (${position})`).join(', ');
}

const letters = async (): Promise<readonly DeadLetter[]> =>
  (await allOf('dead-letters')).map(({ value }) => codecs['dead-letters'].decode(value!.subarray(5)));

async function allOf(topic: 'dead-letters' | 'profile.state'): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of recordsOf(tutti, tutti.platform.topic(topic))) records.push(record);
  return records;
}

const health = async (): Promise<string> => (await fetch(`${tutti.ingestUrl}/healthz/ready`)).text();
