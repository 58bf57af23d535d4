import { anEvent } from '@tutti/testing';
import { askFor } from './ask';
import { Outcomes } from './outcomes';
import { TestInstallation, until, who } from './test-installation';

const merge = { action: 'merge', identifiers: [who('a')], with: who('b') };

let tutti: TestInstallation;
beforeEach(async () => (tutti = await TestInstallation.start(anEvent)));
afterEach(() => tutti.stop());

describe('an operator', () => {
  it('merges two, undoes it and erases one, and every step is in the audit trail with who and why', async () => {
    await tutti.comesUp('a', 'b');
    const [a, b] = [await tutti.profileIdOf('a'), await tutti.profileIdOf('b')];
    expect((await tutti.ask(merge)).body).toMatchObject({ outcome: 'done', profiles: [a, b] });
    expect(await tutti.profileIdOf('b')).toBe(a);
    expect((await tutti.ask({ action: 'undo-merge', identifiers: [`profile:${b}`] })).body).toMatchObject({
      outcome: 'done',
    });
    await until(async () => (await tutti.profileIdOf('b')) === b);
    expect(await tutti.profileIdOf('a')).toBe(a);
    expect((await tutti.ask({ action: 'erase', identifiers: [who('b')] })).body).toMatchObject({ outcome: 'done' });
    await until(async () => (await tutti.profile('b')).status === 404);
    const { records, isWhole } = (await tutti.get(`/v1/identity/${who('b')}/audit`)).body;
    expect(isWhole).toBe(true);
    expect(records.map((it) => [it.action, it.outcome, it.by, it.why])).toEqual(
      ['merge', 'undo_merge', 'erase'].flatMap((action) => [
        [action, 'asked', 'boss', 'a test'],
        [action, 'done', 'boss', 'a test'],
      ]),
    );
  });

  it('takes out of a profile what an older merge brought, and only that', async () => {
    await tutti.comesUp('a', 'b', 'c');
    const [a, b] = [await tutti.profileIdOf('a'), await tutti.profileIdOf('b')];
    for (const other of ['b', 'c']) await tutti.ask({ ...merge, with: who(other) });
    const undo = { action: 'undo-merge', identifiers: [who('a')] };
    expect((await tutti.ask(undo)).body).toMatchObject({ outcome: 'nothing', code: 'never-merged' });
    expect((await tutti.ask({ ...undo, with: who('b') })).body.violations).toEqual([
      { field: 'with', reason: `(${who('b')}) must be the profile that came in, written as profile:<id>` },
    ]);
    const plan = await tutti.ask({ ...undo, with: `profile:${b}`, dryRun: true });
    const { body } = await tutti.ask({ ...undo, with: `profile:${b}` });
    expect([plan.body['outcome'], body['outcome'], body['code'], body['profiles']]).toEqual([
      ...['done', 'done', 'undone'],
      [a, b],
    ]);
    await until(async () => (await tutti.profileIdOf('b')) === b);
    expect([await tutti.profileIdOf('a'), await tutti.profileIdOf('c')]).toEqual([a, a]);
  });

  it('finds somebody whose identifier does not know yet where it went', async () => {
    await tutti.comesUp('a', 'b');
    await tutti.rest('identity');
    expect((await tutti.ask(merge)).body).toMatchObject({ outcome: 'done' });
    const both = { action: 'split', identifiers: [who('a'), who('b')] };
    expect((await tutti.ask(both)).body).toMatchObject({ outcome: 'nothing', code: 'nothing-to-split' });
  });

  it('is told of a dry run what would happen, and nothing is written', async () => {
    await tutti.comesUp('a', 'b');
    const [a, b] = [await tutti.profileIdOf('a'), await tutti.profileIdOf('b')];
    const { status, body } = await tutti.ask({ ...merge, dryRun: true });
    expect([status, body['outcome'], body['survivor'], body['loser']]).toEqual([200, 'done', a, b]);
    expect(body.text[0]).toContain(`Profile ${a} lives on`);
    expect(await tutti.audit()).toEqual([]);
    expect(await tutti.profileIdOf('b')).toBe(b);
  });

  it('gets the same answer to the same Idempotency-Key, and nothing is done twice', async () => {
    await tutti.comesUp('a', 'b', 'c');
    const header = { 'idempotency-key': 'k1' };
    const first = await tutti.ask(merge, header);
    const second = await tutti.ask(merge, header);
    expect(second).toEqual(first);
    expect((await tutti.audit()).map(({ outcome }) => outcome)).toEqual(['asked', 'done']);
    expect((await tutti.get(`/v1/identity/commands/${first.body.id}`)).body).toEqual(first.body);
    const other = await tutti.ask({ ...merge, identifiers: [who('c')] }, header);
    expect([other.status, other.body['code']]).toEqual([409, 'other-command']);
  });

  it('is told what came of a command before, also where its person is no more', async () => {
    await tutti.comesUp('a');
    const erase = { action: 'erase', identifiers: [who('a')] };
    const first = await tutti.ask(erase, { 'idempotency-key': 'k' });
    await until(async () => (await tutti.profile('a')).status === 404);
    expect(await tutti.ask(erase, { 'idempotency-key': 'k' })).toEqual(first);
  });

  it('who waits too long is told where to ask again, and the command is done all the same', async () => {
    await tutti.comesUp('a', 'b');
    await tutti.rest();
    const desk = {
      platform: tutti.platform,
      appender: tutti.platform.log.appender(),
      outcomes: new Outcomes(tutti.platform),
      waitMsMax: 1,
    };
    const caller = { name: 'ops', role: 'operator' } as const;
    const request = { ...merge, action: 'merge', why: 'w', expectedVersion: undefined, dryRun: false } as const;
    const asked = await askFor(desk, { caller, request, idempotencyKey: undefined });
    const document = asked.kind === 'told' ? asked.document : undefined;
    expect(document).toMatchObject({ outcome: 'pending' });
    const url = `/v1/identity/commands/${document?.id}`;
    expect(document?.text[0]).toContain(url);
    expect((await tutti.get(url)).status).toBe(202);
    await tutti.work();
    await until(async () => (await tutti.get(url)).status === 200);
    expect((await tutti.get(url)).body['outcome']).toBe('done');
    await desk.outcomes.close();
  });
});
