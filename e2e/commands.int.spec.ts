import { randomUUID } from 'node:crypto';
import type { Update } from '@tutti/contracts';
import { codecs } from '@tutti/contracts';
import { describeWith } from '@tutti/testing';
import { Installation } from './installation';
import { PARTITIONS } from './stack';
import { until } from './until';

const KEY = 'a-key-of-the-tests';
const workspace = (writeKey: string): string => `
  sources:
    - { name: web, writeKey: ${writeKey} }
  segments:
    - { name: buyers, when: '"Order Completed" in events' }
  keys:
    - { name: ops, key: "${KEY}", role: admin }`;

const ADA = 'email:ada@example.com';
const BOB = 'email:bob@example.com';

let tutti: Installation;

describeWith(['stack'], 'operator commands on a real stack, one process for each service', () => {
  beforeAll(async () => {
    tutti = await Installation.create({ workspace, separate: true });
    await tutti.start();
    await visit('ada', 'web-1');
    await seen(ADA, ({ identifiers }) => identifiers.length === 2);
    await visit('bob', 'web-2');
    await seen(BOB, ({ identifiers }) => identifiers.length === 2);
  }, 120_000);

  afterAll(() => tutti?.remove(), 60_000);

  test('a merge is visible, and undone both are exactly as before', async () => {
    const [ada, bob] = [await profile(ADA), await profile(BOB)];
    const plan = await command({ action: 'merge', identifiers: [ADA], with: BOB, dryRun: true });
    expect(plan).toMatchObject({ outcome: 'done', survivor: ada.id, loser: bob.id });
    expect(await profile(BOB)).toEqual(bob);

    const merged = await command({ action: 'merge', identifiers: [ADA], with: BOB });
    expect(merged).toMatchObject({ outcome: 'done', profiles: [ada.id, bob.id] });
    await seen(BOB, ({ id, identifiers }) => id === ada.id && identifiers.length === 4);
    expect((await profile(ADA)).events).toMatchObject({ 'Order Completed': { count: 2, revenue: 14 } });
    await told('the end of the loser', (updates) => newest(updates, bob.id)?.mergedInto === ada.id);

    const undone = await command({ action: 'undo-merge', identifiers: [BOB] });
    expect(undone).toMatchObject({ outcome: 'done', profiles: [ada.id, bob.id] });
    await seen(BOB, ({ id }) => id === bob.id);
    await seen(ADA, ({ identifiers }) => identifiers.length === 2);
    expect([lasting(await profile(ADA)), lasting(await profile(BOB))]).toEqual([lasting(ada), lasting(bob)]);
    await told('the return of the loser', (updates) => newest(updates, bob.id)?.mergedInto === null);
  });

  test('an event cannot glue together again what was undone, until an operator allows it', async () => {
    const [ada, bob] = [await profile(ADA), await profile(BOB)];
    await visit('ada', 'web-2');
    await until({
      ...{ awaited: 'the refusal', msMax: 20_000 },
      missing: async () =>
        (await audit(BOB)).some(({ code }) => code === 'wall') ? undefined : 'no refusal by a wall',
    });
    expect([(await profile(ADA)).id, (await profile(BOB)).id]).toEqual([ada.id, bob.id]);
    expect(await command({ action: 'allow-link', identifiers: [ADA], with: BOB })).toMatchObject({ outcome: 'done' });
    expect(await command({ action: 'allow-link', identifiers: [ADA], with: BOB })).toMatchObject({
      outcome: 'nothing',
      code: 'no-wall',
    });
  });

  test('what was erased is gone, here and for whoever reads updates, and can begin anew', async () => {
    const bob = await profile(BOB);
    expect(await command({ action: 'erase', identifiers: [BOB] })).toMatchObject({ outcome: 'done' });
    await until({
      ...{ awaited: 'the end of the profile', msMax: 20_000 },
      missing: async () => ((await get(`/v1/profiles/${BOB}`)).status === 404 ? undefined : 'there'),
    });
    await told('the deletion', (updates) => newest(updates, bob.id)?.deleted === true);
    await visit('bob', 'web-9');
    await seen(BOB, ({ id }) => id !== bob.id);
  });

  test('everything stands in the audit trail, with who and why', async () => {
    const trail = (await audit(BOB)).filter(({ command: id }) => id !== null);
    expect(trail.map(({ action, outcome, by, why }) => `${action} ${outcome} ${by}: ${why}`)).toEqual(
      ['merge asked', 'merge done', 'undo_merge asked', 'undo_merge done', 'allow_link asked', 'allow_link done']
        .concat(['allow_link asked', 'allow_link nothing', 'erase asked', 'erase done'])
        .map((what) => `${what} ops: a test`),
    );
  });
});

interface Profile {
  readonly id: string;
  readonly identifiers: readonly unknown[];
  readonly segments: readonly { readonly name: string }[];
  readonly events: object;
}

/** All of a profile that a merge and its undoing give back; versions and times of segments are new. */
function lasting(profile: Profile): object {
  const {
    version: _version,
    deliveries: _deliveries,
    segments,
    ...rest
  } = profile as Profile & {
    readonly version: number;
    readonly deliveries: unknown;
  };
  return { ...rest, segments: segments.map(({ name }) => name) };
}

interface Audited {
  readonly action: string;
  readonly outcome: string;
  readonly code: string;
  readonly command: string | null;
  readonly by: string;
  readonly why: string;
}

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

const get = (path: string): Promise<Response> => fetch(`${tutti.apiUrl}${path}`, { headers });

const profile = async (identifier: string): Promise<Profile> =>
  (await (await get(`/v1/profiles/${identifier}`)).json()) as Profile;

const audit = async (identifier: string): Promise<readonly Audited[]> =>
  ((await (await get(`/v1/identity/${identifier}/audit`)).json()) as { records: readonly Audited[] }).records;

async function command(body: object): Promise<unknown> {
  const request = { method: 'POST', headers, body: JSON.stringify({ why: 'a test', ...body }) };
  const answer = await fetch(`${tutti.apiUrl}/v1/identity/commands`, request);
  return answer.json();
}

/** Somebody gives an address on a device, and buys something there. */
async function visit(name: string, anonymousId: string): Promise<void> {
  const batch = [
    { type: 'identify', anonymousId, traits: { email: `${name}@example.com`, name }, messageId: randomUUID() },
    { type: 'track', anonymousId, event: 'Order Completed', properties: { revenue: 7 }, messageId: randomUUID() },
  ];
  const authorization = `Basic ${Buffer.from(`${tutti.writeKey}:`).toString('base64')}`;
  const request = { method: 'POST', headers: { ...headers, authorization }, body: JSON.stringify({ batch }) };
  expect((await fetch(`${tutti.ingestUrl}/v1/batch`, request)).status).toBe(200);
}

async function seen(identifier: string, isSo: (profile: Profile) => boolean): Promise<void> {
  await until({
    ...{ awaited: `the profile of ${identifier}`, msMax: 20_000 },
    missing: async () => {
      const answer = await get(`/v1/profiles/${identifier}`);
      const document = (await answer.json()) as Profile;
      return answer.ok && isSo(document) && 'Order Completed' in document.events ? undefined : JSON.stringify(document);
    },
  });
}

const newest = (updates: readonly Update[], id: string): Update | undefined =>
  updates.filter(({ profile: { id: of } }) => of === id).at(-1);

async function told(awaited: string, isSo: (updates: readonly Update[]) => boolean): Promise<void> {
  const missing = async (): Promise<string | undefined> => (isSo(await updatesSoFar()) ? undefined : 'not told');
  await until({ awaited, msMax: 20_000, missing });
}

async function updatesSoFar(): Promise<readonly Update[]> {
  const { log, topic } = tutti.platform;
  const parts = Array.from({ length: PARTITIONS }, async (_, partition) => {
    const reader = log.reader({ topic: topic('updates'), partition });
    const updates: Update[] = [];
    for (let at = 0; ;) {
      const { records, nextOffset } = await reader.read(at, { waitMsMax: 50, bytesMax: 1024 * 1024 });
      updates.push(
        ...records.flatMap(({ value }) => (value === null ? [] : [codecs['updates'].decode(value.subarray(5))])),
      );
      if (nextOffset === at) break;
      at = nextOffset;
    }
    await reader.close();
    return updates;
  });
  return (await Promise.all(parts)).flat();
}
