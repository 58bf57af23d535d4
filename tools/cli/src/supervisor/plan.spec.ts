import type { ServerPlan } from '@tutti/stack';
import type { Site } from '../site';
import { serverProcess } from './plan';

const graceOf = (name: string): number => serverProcess({} as Site, { name } as ServerPlan).graceMs;

describe('the plan of a server', () => {
  it('does not let Ctrl-C during the start wait for the registry, which keeps nothing', () => {
    expect(graceOf('registry')).toBeLessThanOrEqual(5_000);
    expect(graceOf('kafka')).toBeGreaterThanOrEqual(30_000);
    expect(graceOf('redis')).toBeGreaterThanOrEqual(30_000);
  });
});
