import type { AuditRecord, IdentityIn, ProfileIn } from '@tutti/contracts';
import type { Effect, Input } from '@tutti/core/stage';
import { homeProfile } from '@tutti/core/stage';
import { identifiersIn } from './population';
import type { IdentityStep, ProfileStep, World } from './world';

const LIVES_MAX = 4;

/** What happened, one line for each step that was committed, in order, in words that a person can follow. */
export function tellStory(world: World): readonly string[] {
  const named = namesIn(world);
  const steps = [
    ...world.identitySteps.map((step) => [step.place, identityLine(step)] as const),
    ...world.profileSteps.map((step) => [step.place, profileLine(step)] as const),
  ];
  return steps.sort(([one], [other]) => one - other).map(([place, line]) => `${place} ${named(line)}`);
}

/** Values in the place of keys, and homes in the place of profile ids. */
export function namesIn({ plan }: World): (text: string) => string {
  const names = new Map<string, string>();
  for (const { key, value } of identifiersIn(plan.population)) {
    names.set(key, value);
    for (let life = 0; life < LIVES_MAX; life++)
      names.set(homeProfile(key, life), `P(${value}${life === 0 ? '' : `~${life}`})`);
  }
  return (text) => text.replace(/[0-9a-f]{32}/g, (id) => names.get(id) ?? `P:${id.slice(0, 6)}`);
}

function identityLine({ input, after, effects }: IdentityStep): string {
  const what = input.kind === 'record' ? identityWords(input.value) : input.kind;
  const now =
    after === undefined ? 'nothing' : `${after.profileId} (pointer ${after.pointerVersion}, life ${after.incarnation})`;
  return `${headOf(input)} ${what} => ${now}${tailOf(effects)}`;
}

function profileLine({ input, after, effects }: ProfileStep): string {
  const what = input.kind === 'record' ? profileWords(input.value) : input.kind;
  const into = after === undefined || after.into === null ? '' : ` into ${after.into}`;
  const now = after === undefined ? 'nothing' : `${after.life}${into} {${Object.keys(after.identifiers).join()}}`;
  return `${headOf(input)} ${what} => ${now}${tailOf(effects)}`;
}

const headOf = <Value>({ key, version }: Input<Value>): string => `[${key} @${version}]`;

function identityWords({ kind, event, link, refused, relink, repoint }: IdentityIn): string {
  if (event !== null)
    return `event ${event.messageId} ${[event.entry, ...event.others].map(({ key }) => key).join('+')}`;
  if (link !== null) return `link asked by ${link.asker.identifier.key} of ${link.profileId}`;
  if (refused !== null) return `refused ${refused.neighbour} ${refused.code}`;
  if (relink !== null) return `relink to ${relink.asked.key}`;
  if (repoint !== null) return `repoint to ${repoint.profileId} (pointer ${repoint.pointerVersion})`;
  return kind;
}

function profileWords({ kind, apply, link, propose, absorb, adopted, command, ...value }: ProfileIn): string {
  if (apply !== null) return `apply ${apply.event.messageId} as ${apply.seq} of ${apply.identifier.key}`;
  if (link !== null) return `link ${link.asker.identifier.key} to ${link.asked.identifier.key} of ${link.profileId}`;
  if (propose !== null) {
    const { intent, theirs, yours, from } = propose;
    return `propose (${intent}) ${theirs.identifier.key} to ${yours.identifier.key} from ${from}`;
  }
  if (absorb !== null) return `absorb ${absorb.transfer} {${Object.keys(absorb.identifiers).join()}}`;
  if (value.return !== null) return `return ${value.return.transfer} {${Object.keys(value.return.identifiers).join()}}`;
  if (adopted !== null) return `adopted ${adopted.transfer}${adopted.isErased ? ' and erased' : ''}`;
  if (command === null) return kind;
  const { id, action, identifiers, other } = command;
  const about = identifiers.map(
    ({ identifier, incarnation }) => `${identifier.key}${incarnation === 0 ? '' : `~${incarnation}`}`,
  );
  return `${action} ${id} ${about.join()}${other === null ? '' : ` with ${other.identifier.key}`}`;
}

const tailOf = (effects: readonly Effect[]): string =>
  effects.length === 0 ? '' : ` | ${effects.map(effectWords).join('; ')}`;

function effectWords(effect: Effect): string {
  if (effect.kind === 'reject') return `dead letter ${effect.code}`;
  if (effect.topic === 'audit') return auditWords(effect.value);
  if (effect.topic !== 'profiles') return `${(effect.value as { readonly kind: string }).kind} to ${effect.key}`;
  const { profile } = effect.value;
  if (profile?.deleted === true) return 'tells its end';
  return profile?.mergedInto ? `tells that it is part of ${profile.mergedInto}` : 'tells';
}

const auditWords = ({ action, outcome, code, command }: AuditRecord): string =>
  ['audit:', action, command, outcome, code].filter((word) => word !== null && word !== '').join(' ');
