import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Outcome } from '@tutti/core/sync';
import type { Destination, Opened, Request, Response } from '@tutti/destinations';
import { eventOf, updateOf } from './updates';

/** One recorded conversation: `examples/<slug>/<what it shows>.json`. */
interface Example {
  readonly settings: object;
  readonly at: number;
  readonly changes: readonly Change[];
  readonly request: Request;
  readonly response?: Response;
  readonly outcomes?: readonly Outcome[];
}

const CREDENTIAL = /secret|token|password|passphrase|api_?key|credential|private/i;
const ANSWERS = [200, 204, 302, 400, 401, 404, 408, 410, 429, 500, 501, 503];
const AT = Date.UTC(2024, 0, 2);

/** The laws that every destination obeys (style 7.5), as tests, with its examples from `folder`. */
export function destinationLaws(destination: Destination, folder: string): void {
  const examples = readExamples(folder);
  describe(`${destination.slug} obeys the laws of a destination`, () => {
    it('has an example of a profile that changed, one that went into another and one that was erased', () => {
      const shown = [...examples.values()].flatMap(({ changes }) => changes.map(fateOf));
      expect([...new Set(shown)].sort()).toEqual(['deleted', 'live', 'merged']);
    });
    for (const [name, example] of examples) exampleLaws(destination, name, example);
    settingLaws(destination, [...examples.values()]);
    const [first] = examples.values();
    if (first === undefined) return;
    deliveryLaws(() => openedFor(destination, first.settings));
    endLaws(() => openedFor(destination, first.settings));
  });
}

function readExamples(folder: string): ReadonlyMap<string, Example> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example]),
  );
}

function exampleLaws(destination: Destination, name: string, example: Example): void {
  const { changes, at, request, response, outcomes } = example;

  it(`asks for what example "${name}" shows, twice the same, and leaves its input alone`, () => {
    const opened = openedFor(destination, frozen(example.settings));
    expect(opened.toRequest(frozen(changes), { at })).toEqual(request);
    expect(opened.toRequest(frozen(changes), { at })).toEqual(request);
  });

  it(`asks the same in example "${name}" in whatever order the fields come`, () => {
    const opened = openedFor(destination, example.settings);
    expect(opened.toRequest(backwards(changes), { at })).toEqual(request);
  });

  it(`shows no secret of example "${name}" in URL or text`, () => {
    const { secrets } = openedFor(destination, example.settings);
    const shown = request.kind === 'http' ? [request.url, request.body] : request.lines;
    for (const secret of secrets) for (const text of shown) expect(text).not.toContain(secret);
  });

  if (response === undefined) return;
  it(`reads the answer of example "${name}"`, () => {
    expect(openedFor(destination, example.settings).readResponse(changes, response, { at })).toEqual(outcomes);
  });
}

function settingLaws({ config, open, problems }: Destination, examples: readonly Example[]): void {
  // Read through zod's own JSON schema, as documentation and forms do.
  const properties = Object.entries(config.toJSONSchema({ io: 'input' }).properties ?? {}) as [string, object][];

  it('describes every setting', () => {
    for (const [name, schema] of properties) {
      expect({ name, ...schema }).toHaveProperty('description', expect.stringMatching(/^[A-Z`].*\.$/));
    }
  });

  it('marks every credential as secret', () => {
    for (const [name, schema] of properties.filter(([setting]) => CREDENTIAL.test(setting))) {
      expect({ name, ...schema }).toHaveProperty('secret', true);
    }
  });

  it('refuses a setting it does not know, by name', () => {
    for (const { settings } of examples) {
      expect(JSON.stringify(open({ ...settings, urll: 'x' }))).toContain('urll');
    }
  });

  it('accepts a reference to the environment in place of any text while it is written, not while it runs', () => {
    for (const { settings } of examples) {
      const written = withReferences(settings);
      expect(problems(written)).toEqual([]);
      if (JSON.stringify(written) !== JSON.stringify(settings)) expect(open(written)).toHaveProperty('problems');
    }
  });

  it('repeats no value in a problem', () => {
    for (const [name] of properties) {
      const wrong = { [name]: 'hunter2', [`${name}s`]: 'hunter2' };
      expect(JSON.stringify(problems(wrong))).not.toContain('hunter2');
    }
  });
}

function deliveryLaws(open: () => Opened): void {
  const change = (id: string, version: number): Change => changeOf(id, version);

  it('takes at least one change, and as many as it says', () => {
    const { limits, toRequest } = open();
    expect(limits.batch).toBeGreaterThanOrEqual(1);
    expect(limits.perSecond).toBeGreaterThan(0);
    const changes = Array.from({ length: limits.batch }, (_, i) => change(`p${i}`, 7));
    expect(toRequest(changes, { at: AT }).kind).toMatch(/http|lines/);
  });

  it('has the same idempotency key in every attempt, another one for another version or profile', () => {
    const key = (id: string, version: number, at: number): string | undefined =>
      idempotencyKeyOf(open().toRequest([change(id, version)], { at }));
    expect(key('ann', 7, AT)).toBeDefined();
    expect(key('ann', 7, AT + 60_000)).toBe(key('ann', 7, AT));
    expect(new Set([key('ann', 7, AT), key('ann', 8, AT), key('bob', 7, AT)]).size).toBe(3);
  });

  it('gives one outcome for each change, whatever the answer', () => {
    const { limits, readResponse } = open();
    for (const count of new Set([1, limits.batch])) {
      const changes = Array.from({ length: count }, (_, i) => change(`p${i}`, 7));
      for (const status of ANSWERS) {
        for (const body of ['', 'no JSON', '{"status":"ok"}']) {
          expect(readResponse(changes, { status, headers: {}, body }, { at: AT })).toHaveLength(count);
        }
      }
    }
  });
}

/** A profile that goes into another one, is erased, or lives again. */
function endLaws(open: () => Opened): void {
  const textOf = (change: Change): string => {
    const request = open().toRequest([change], { at: AT });
    return request.kind === 'http' ? `${request.url} ${request.body}` : request.lines.join('\n');
  };
  const ann = changeOf('ann', 7);

  it('says where a profile went, or that it was erased, and neither of one that is there', () => {
    const merged = { ...ann, mergedInto: changeOf('bob', 1).key };
    const texts = [ann, merged, { ...ann, deleted: true }].map(textOf);
    expect(new Set(texts).size).toBe(3);
    expect(texts.map((text) => text.includes('bob'))).toEqual([false, true, false]);
    for (const text of texts) expect(text).toContain('ann');
  });

  it('says nothing of an erased profile but its id and version, whatever it is given', () => {
    const cause = { messageId: 'ann@7#0', command: null, at: AT };
    const identity = [{ kind: 'erased', other: null, identifiers: ann.profile.identifiers, cause }] as const;
    const moves = { entered: [{ segment: 'ill', since: AT }], exited: [{ segment: 'ill', since: AT }] };
    const bare = { ...ann, ...NOTHING, profile: { ...ann.profile, identifiers: [], traits: {}, events: {} } };
    const changes = [{ trait: 'ill', from: '"yes"', to: null }];
    expect(textOf({ ...ann, ...moves, identity, changes, deleted: true })).toBe(textOf({ ...bare, deleted: true }));
  });

  it('tells a profile that lives again as one that is there, under a key of its own', () => {
    const [before, gone, again] = [ann, { ...changeOf('ann', 8), mergedInto: ann.key }, changeOf('ann', 9)];
    const restored = { kind: 'restored', other: null, identifiers: [], cause: null } as const;
    const keyOf = (change: Change): string | undefined => idempotencyKeyOf(open().toRequest([change], { at: AT }));
    expect(new Set([before, gone, { ...again, identity: [restored] }].map(keyOf)).size).toBe(3);
    expect(textOf({ ...again, identity: [restored] })).toContain('restored');
  });
}

const NOTHING = { segments: [], entered: [], exited: [], changes: [], events: [], identity: [] };

const fateOf = ({ deleted, mergedInto }: Change): string =>
  deleted ? 'deleted' : mergedInto === undefined ? 'live' : 'merged';

/** An HTTP request names its key in a header; a line is its own key. */
const idempotencyKeyOf = (request: Request): string | undefined =>
  request.kind === 'http' ? (request.headers['webhook-id'] ?? request.headers['idempotency-key']) : request.lines[0];

function openedFor(destination: Destination, settings: object): Opened {
  const opened = destination.open(settings);
  if ('problems' in opened) throw new Error(`opening ${destination.slug}: ${JSON.stringify(opened.problems)}`);
  return opened;
}

/** A change of a profile that tells one event. */
export function changeOf(id: string, version: number): Change {
  const { profile, segments, entered, exited, changes } = updateOf({ id, version });
  const events = [eventOf(id, `${id}@${version}#0`, profile.at)];
  const about = {
    key: profile.id,
    version,
    mode: 'live',
    profile,
    segments,
    entered,
    exited,
    changes,
    events,
  } as const;
  return { ...about, identity: [], mergedInto: undefined, deleted: false };
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The same value with the fields of every object in the opposite order. */
const backwards = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).reverse())
      : part,
  ) as Value;

const withReferences = (settings: object): object =>
  JSON.parse(JSON.stringify(settings), (_, part: unknown) =>
    typeof part === 'string' ? '${ANY_NAME}' : part,
  ) as object;
