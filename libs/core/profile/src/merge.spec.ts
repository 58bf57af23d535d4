import type { LinkCause, ProfileIn } from '@tutti/contracts';
import { profileIn } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import { profileIdOf } from '@tutti/core/stage';
import { anIdentifier, aProfileState, aSubState, looseRules } from '@tutti/testing';
import { profileStage } from './index';

const [WINNER, ELSEWHERE] = ['1', '2'].map((last) => profileIdOf(last.padStart(32, '0')));
const [email, device] = [anIdentifier('email', 'ada@example.org'), anIdentifier('anonymousId', 'd')];
const [asker, asked] = [email, device].map((identifier) => ({ identifier, incarnation: 0 }));
const EVENT: LinkCause = { messageId: 'm', command: null, at: 1 };

/** What a profile answers that has the device, and had the e-mail address until it was cut off, to its own proposal. */
function answersTo(cause: LinkCause): readonly Effect[] {
  const state = aProfileState({
    identifiers: { [device.key]: aSubState(device, {}) },
    forwards: { [email.key]: ELSEWHERE! },
  });
  const about = { from: WINNER!, createdAt: 1, theirs: asker!, yours: asked!, members: [], bytes: 1 };
  const value: ProfileIn = profileIn.propose({ ...about, intent: 'link', cause });
  const from = { topic: 'profile.in', partition: 0, offset: 9 };
  const input = { kind: 'record', key: WINNER!, value, at: 9, version: 9, from } as const;
  return profileStage(looseRules(1)).step(state, input)[1];
}

describe('a proposal that comes back to its sender, whose identifier was cut off meanwhile', () => {
  it('is asked for again from where that identifier went, so that the pair is judged', () => {
    const link = profileIn.link({ asker: asker!, asked: asked!, profileId: WINNER!, cause: EVENT });
    expect(answersTo(EVENT)).toEqual([{ kind: 'emit', topic: 'profile.in', key: ELSEWHERE, value: link }]);
  });

  it('is answered where an operator waits for it', () => {
    const [audit] = answersTo({ messageId: null, command: 'c', at: 1 });
    expect(audit).toMatchObject({ topic: 'audit', value: { outcome: 'nothing', code: 'not-found', command: 'c' } });
  });
});
