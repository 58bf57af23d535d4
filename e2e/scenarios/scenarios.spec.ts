import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './scenario';
import { scenariosIn } from './scenario';
import { countedIn, expectSeen, expectSound } from './seen';
import { World } from './world';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.yaml'));

describe.each(files)('%s', (file) => {
  const scenarios = scenariosIn(join(__dirname, file)).map(({ title, steps }) => [title, steps] as const);

  it.each(scenarios)('%s', (_, steps) => {
    // Records of different topics may overtake each other, and nothing may come of it.
    for (const eager of ['identity', 'profile-compute'] as const) {
      const world = new World(eager);
      let isErased = false;
      for (const step of steps) {
        tell(world, step);
        isErased ||= step.kind === 'command' && step.command.action === 'erase';
        // Looking at everybody after each of hundreds of events takes longer than the events.
        if (step.kind === 'event' && steps.length > 40) continue;
        expectSound(world);
        if (!isErased) expect(countedIn(world)).toBe(world.accepted.length);
      }
    }
  });
});

function tell(world: World, step: Step): void {
  switch (step.kind) {
    case 'event':
      return expect(world.accept(step.event, step.source)).toBe(step.comesTo);
    case 'config':
      return world.configure(step.config);
    case 'wait':
      world.now += step.ms;
      return;
    case 'command': {
      const id = world.command(step.command);
      const { outcome = '', code = '' } = world.audit.findLast(({ command }) => command === id) ?? {};
      return expect(step.comesTo.includes(' ') ? `${outcome} ${code}` : outcome).toBe(step.comesTo);
    }
    case 'expect':
      return expectSeen(world, step.expected);
  }
}
