import { profileText } from './profile-text';

const profile = {
  ...{ id: 'p', version: 7, createdAt: '', firstSeen: '2026-01-01T00:00:00Z', lastSeen: '2026-01-02T00:00:00Z' },
  ...{ identifiers: [], traits: {}, events: {}, segments: [] },
};
const settled = { instance: 'crm', version: 7, outcome: 'delivered', reason: null, current: true };

const deliveryOf = (delivery: object): string | undefined =>
  profileText({ ...profile, deliveries: [{ ...settled, ...delivery }] })
    .split('\n')
    .at(-1);

describe('profile for a person', () => {
  it('says how fresh a destination is', () => {
    expect(deliveryOf({})).toBe('  crm: delivered version 7, up to date');
    expect(deliveryOf({ version: 5, current: false })).toBe('  crm: delivered version 5, behind');
    expect(deliveryOf({ version: null, outcome: 'pending', current: false })).toBe('  crm: pending, behind');
  });

  it('does not call a destination up to date that refused the newest version', () => {
    expect(deliveryOf({ outcome: 'rejected', reason: 'it answered 400' })).toBe(
      '  crm: rejected version 7 (it answered 400)',
    );
  });
});
