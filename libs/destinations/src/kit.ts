import type { Violation } from '@tutti/contracts';
import type { Change, Outcome } from '@tutti/core/sync';
import { outcomeOf } from '@tutti/core/sync';
import { z } from 'zod';
import type { Request, Response } from './request';
import { isReference, secretsIn } from './settings';

/** How much a destination takes: changes in one request, requests in one second. */
export interface Limits {
  readonly batch: number;
  readonly perSecond: number;
}

/** One attempt to deliver. Nothing but `at` may differ between two attempts. */
export interface Attempt {
  /** When it is made, in milliseconds. */
  readonly at: number;
  /** The machine's own, where there is one: several times as fast as ours, and the same in every bit. */
  readonly hmacSha256?: HmacSha256;
}

/** HMAC-SHA-256 of a text in UTF-8. */
export type HmacSha256 = (key: Uint8Array, text: string) => Uint8Array;

/** What the author of a destination writes. All members are pure; changes are never empty and of different profiles. */
export interface Definition<Shape extends z.ZodRawShape> {
  /** Name in a workspace file. */
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  /** Every setting with a description; credentials with `.meta({ secret: true })`. */
  readonly config: z.ZodObject<Shape>;
  readonly limits: (settings: z.output<z.ZodObject<Shape>>) => Limits;
  readonly toRequest: (changes: readonly Change[], settings: z.output<z.ZodObject<Shape>>, attempt: Attempt) => Request;
  /** One outcome for each change; without it the status of the answer decides for all of them. */
  readonly readResponse?: (changes: readonly Change[], response: Response, attempt: Attempt) => readonly Outcome[];
  /** A reason not to deliver this change, for people. */
  readonly skips?: (change: Change, settings: z.output<z.ZodObject<Shape>>) => string | undefined;
}

const delivery = {
  timeoutMs: z
    .int()
    .min(50)
    .max(60_000)
    .default(10_000)
    .describe('Milliseconds an attempt may take, until the whole answer is read.'),
  retryForMs: z
    .int()
    .min(0)
    .max(7 * 24 * 3_600_000)
    .default(24 * 3_600_000)
    .describe('Milliseconds a change is tried again before it becomes a dead letter.'),
  concurrency: z.int().min(1).max(256).default(16).describe('Requests under way at once.'),
};
const deliverySettings = z.object(delivery);

/** Settings that every destination has: how the sink delivers. */
export type Delivery = Readonly<z.output<typeof deliverySettings>>;

/** A destination with checked settings: what the sink works with. */
export interface Opened {
  readonly limits: Limits;
  readonly delivery: Delivery;
  /** Values that must never be shown. */
  readonly secrets: readonly string[];
  readonly toRequest: (changes: readonly Change[], attempt: Attempt) => Request;
  readonly readResponse: (changes: readonly Change[], response: Response, attempt: Attempt) => readonly Outcome[];
  readonly skips: (change: Change) => string | undefined;
}

/** A destination for those that list, check and run it, whatever its settings are. */
export interface Destination {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  /** Its own settings and those of delivery. */
  readonly config: z.ZodObject;
  /** Everything that is wrong with settings as written, `${NAME}` standing for any good value. */
  readonly problems: (settings: unknown) => readonly Violation[];
  /** Settings with every `${NAME}` filled in, or everything that is wrong with them. */
  readonly open: (settings: unknown) => Opened | { readonly problems: readonly Violation[] };
}

/** Makes a destination of its definition. Unknown settings are refused, so that a misspelt one is noticed. */
export function defineDestination<Shape extends z.ZodRawShape>(definition: Definition<Shape>): Destination {
  const { slug, title, summary, config } = definition;
  const full = z.strictObject({ ...config.shape, ...delivery });
  const problemsOf = (settings: unknown): readonly Violation[] => {
    const { error } = full.safeParse(settings);
    return error?.issues.map(({ path, message }) => ({ field: path.join('.'), reason: message })) ?? [];
  };
  return {
    ...{ slug, title, summary, config: full },
    problems: (settings) => problemsOf(settings).filter(({ field }) => !isReference(settings, field)),
    open: (settings) => {
      const problems = problemsOf(settings);
      if (problems.length > 0) return { problems };
      const own = z.object(config.shape).parse(settings);
      return {
        ...bind(definition, own),
        delivery: deliverySettings.parse(settings),
        secrets: secretsIn(full, settings),
      };
    },
  };
}

function bind<Shape extends z.ZodRawShape>(
  { limits, toRequest, readResponse, skips }: Definition<Shape>,
  settings: z.output<z.ZodObject<Shape>>,
): Omit<Opened, 'delivery' | 'secrets'> {
  return {
    limits: limits(settings),
    toRequest: (changes, attempt) => toRequest(changes, settings, attempt),
    readResponse: readResponse ?? ((changes, response, { at }) => changes.map(() => outcomeOf(response, at))),
    skips: (change) => skips?.(change, settings),
  };
}
