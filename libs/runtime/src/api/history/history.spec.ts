import type { ProfileState } from '@tutti/contracts';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { anEvent } from '@tutti/testing';
import { TestInstallation } from '../commands/test-installation';
import { profileOf } from '../commands/resolve';
import { happen, settled, toldVersions } from '../test-people';
import { wayTo } from '../way';
import { entryOf } from './entries';
import type { HistoryEntry } from './entries';
import type { ProfileHistory } from './history';
import { historyOf } from './history';
import { replayProfiles } from './replay';

const browser = { messageId: 'm1', who: ['anonymousId:a1'], traits: { plan: 'free' } } as const;
const login = { messageId: 'm2', who: ['userId:u1'], traits: { plan: 'pro' } } as const;
const both = { messageId: 'm3', who: ['userId:u1', 'anonymousId:a1'] } as const;

let tutti: TestInstallation;
beforeEach(async () => (tutti = await TestInstallation.start(anEvent)));
afterEach(() => tutti.stop());

const history = async (who: string, query = ''): Promise<ProfileHistory> =>
  (await tutti.get(`/v1/profiles/${who}/history${query}`)).body as unknown as ProfileHistory;

/** What each entry is about, oldest first. */
const words = ({ entries }: ProfileHistory): readonly string[] =>
  entries.toReversed().map(({ identity, events }) => identity?.kind ?? events.map(({ messageId }) => messageId).join());

/** Everything that was told at the time, as the history tells it; of a merge one side is enough. */
const told = async (): Promise<readonly HistoryEntry[]> =>
  (await toldVersions(tutti.platform))
    .filter(({ mergedInto }) => mergedInto === null)
    .flatMap((version) => entryOf(version, () => undefined) ?? []);

describe('the history of a profile', () => {
  it('is what was told at the time, of everything that was merged into it, newest first', async () => {
    await happen(tutti.platform, browser, login, both);
    const read = await history('userId:u1');
    expect(words(read)).toEqual(['m1', 'm2', 'm3', 'absorbed']);
    const inOrder = [...(await told())].sort((one, other) => (one.version < other.version ? 1 : -1));
    expect([...read.entries].sort((one, other) => other.version - one.version)).toEqual(inOrder);
    expect(await history('anonymousId:a1')).toEqual({ ...read, asked: 'anonymousId:a1' });
    expect(read.notes).toEqual([]);
  });

  it('says what changed from what to what, because of which event', async () => {
    await happen(tutti.platform, browser, { ...browser, messageId: 'm4', traits: { plan: 'pro', name: 'Ada' } });
    const { entries } = await history('anonymousId:a1', '?limit=1');
    const { changes, events } = entries[0]!;
    expect(changes).toEqual([
      { trait: 'name', to: 'Ada' },
      { trait: 'plan', from: 'free', to: 'pro' },
    ]);
    expect(events).toMatchObject([{ messageId: 'm4', source: 'web', type: 'identify' }]);
  });

  it('says who ordered what and why, and leaves out what happened to others after a split', async () => {
    await happen(tutti.platform, browser, login, both);
    await tutti.ask({ action: 'undo-merge', identifiers: ['userId:u1'] });
    await settled(tutti.platform);
    await happen(tutti.platform, { ...browser, messageId: 'm5' }, { ...login, messageId: 'm6' });
    const [user, device] = [await history('userId:u1'), await history('anonymousId:a1')];
    expect(words(user)).toEqual(['m2', 'm3', 'absorbed', 'merged', 'split', 'restored', 'm6']);
    expect(words(device)).toEqual(['m1', 'absorbed', 'split', 'm5']);
    const split = device.entries.find(({ identity }) => identity?.kind === 'split')?.identity;
    expect(split).toMatchObject({ by: 'boss', why: 'a test', identifiers: ['userId:u1'], messageId: null });
    expect(user.profiles).toHaveLength(2);
  });

  it('follows an identifier through every profile that ever held it', async () => {
    await happen(tutti.platform, browser, { messageId: 'm7', who: ['anonymousId:a2'] });
    await happen(tutti.platform, { messageId: 'm8', who: ['email:e', 'anonymousId:a1'] });
    await tutti.ask({ action: 'split', identifiers: ['anonymousId:a1'] });
    await settled(tutti.platform);
    await happen(tutti.platform, { messageId: 'm9', who: ['anonymousId:a2', 'anonymousId:a1'] });
    const read = await history('anonymousId:a1');
    expect(words(read)).toEqual(expect.arrayContaining(['m1', 'split', 'restored', 'absorbed', 'm9']));
    expect(read.profiles.length).toBeGreaterThan(2);
  });

  it('is the same under rules that changed on the way', async () => {
    const keys = tutti.platform.config.workspace().keys;
    await happen(tutti.platform, browser, { ...browser, messageId: 'm2', traits: { plan: 'pro' } });
    const traits = [{ name: 'plan', sources: ['crm'], others: false }];
    await tutti.platform.publish({ ...EMPTY_WORKSPACE, keys, traits });
    await happen(tutti.platform, { ...browser, messageId: 'm3', traits: { plan: 'max' } });
    await happen(tutti.platform, { ...browser, messageId: 'm4', traits: { plan: 'min' } });
    const { entries } = await history('anonymousId:a1');
    const silent = entries.filter(({ events }) => events.length === 0);
    expect(silent.map(({ changes }) => changes.map(({ trait, to }) => [trait, to]))).toEqual([[['plan', undefined]]]);
    expect(entries.find(({ events }) => events[0]?.messageId === 'm4')?.changes).toEqual([]);
    expect(entries).toHaveLength(5);
  });

  it('steps every profile to the state that the log of states holds', async () => {
    await happen(tutti.platform, browser, login, both);
    await tutti.ask({ action: 'undo-merge', identifiers: ['userId:u1'] });
    await settled(tutti.platform);
    await happen(tutti.platform, { ...login, messageId: 'm4', who: ['userId:u1', 'email:e'] });
    const stepped = new Map<string, ProfileState | undefined>();
    const all = await tutti.platform.readAll('profile.in');
    await replayProfiles(tutti.platform, {
      ...{ partition: 0, keys: new Set(all.map(({ key }) => key ?? '')), end: all.at(-1)!.offset + 1 },
      ...{ gotOn: () => undefined, isStopped: () => false },
      visit: ({ input, after }) => stepped.set(input.key, after),
    });
    expect(stepped.size).toBe(3);
    for (const [key, state] of stepped)
      expect(await profileOf(tutti.platform, key)).toMatchObject({ kind: 'found', found: state });
  });

  it('counts all and lists as many as were asked for', async () => {
    const many = Array.from({ length: 7 }, (_, i) => ({ ...browser, messageId: `m${i}` }));
    await happen(tutti.platform, ...many);
    const { entries, count } = await history('anonymousId:a1', '?limit=2');
    expect([entries.map(({ events }) => events[0]?.messageId), count]).toEqual([['m6', 'm5'], 7]);
  });

  it('of a partition that is too long is what the topic of profiles still holds, and says so', async () => {
    await happen(tutti.platform, browser, login, both);
    const target = { kind: 'profile', id: (await history('userId:u1')).profileId } as const;
    const way = await wayTo(tutti.platform, target);
    const found = way.kind === 'found' ? way.found : undefined;
    const question = { ...found!, limit: 50, progress: () => undefined, isStopped: () => false, offsetsMax: 0 };
    const none = await historyOf(tutti.platform, question);
    expect([none.entries, none.notes.length]).toEqual([[], 1]);
    const { end } = await tutti.platform.log.boundsOf({ topic: tutti.platform.topic('profile.in'), partition: 0 });
    const read = await historyOf(tutti.platform, { ...question, offsetsMax: end - 1 });
    expect(words(read)).toEqual(['m1', 'm2', 'm3', 'absorbed']);
    expect(read.notes[0]).toContain(`has ${end} records, more than ${end - 1}`);
  });

  it('is told line by line to those who want to know how far it is', async () => {
    await happen(tutti.platform, browser);
    const headers = { authorization: 'Bearer ops-key', accept: 'application/x-ndjson' };
    const { body } = await tutti.app.inject({ url: '/v1/profiles/anonymousId:a1/history', headers });
    const lines = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1).history).toEqual(await history('anonymousId:a1'));
  });

  it('asks for a key, a limit that makes sense, and somebody who is not erased', async () => {
    await happen(tutti.platform, browser);
    const url = '/v1/profiles/anonymousId:a1/history';
    expect((await tutti.app.inject({ url })).statusCode).toBe(401);
    for (const limit of ['0', '1001', 'x', '']) expect((await tutti.get(`${url}?limit=${limit}`)).status).toBe(400);
    const { profileId } = await history('anonymousId:a1');
    await tutti.ask({ action: 'erase', identifiers: ['anonymousId:a1'] });
    await settled(tutti.platform);
    expect((await tutti.get(`/v1/profiles/profile:${profileId}/history`)).status).toBe(404);
  });
});
