import { z } from 'zod';
import { patternProblem } from './pattern';

const name = (example: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,62}$/)
    .describe('lower-case letters, digits, _ and -, beginning with a letter, at most 63 characters')
    .meta({ example });

/** An entry of `sources`. Each field says what it must be, and shows an example; both are told when it is wrong. */
export const sourceSchema = z.strictObject({
  name: name('web'),
  // A colon would end the user name of Basic authentication, and nobody finds a blank.
  writeKey: z
    .string()
    .regex(/^[^\s:]{1,200}$/)
    .describe('text without blanks and colons, at most 200 characters')
    .meta({ example: '${TUTTI_WRITE_KEY}' }),
  eventsPerSecond: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_000)
    .describe('a whole number from 1 to 1000000')
    .meta({ example: '1000' }),
  topic: z.boolean().default(false).describe('true or false').meta({ example: 'true' }),
});

/** An entry of `segments`. */
export const segmentSchema = z.strictObject({
  name: name('repeat_buyers'),
  description: z
    .string()
    .max(500)
    .default('')
    .describe('text of at most 500 characters')
    .meta({ example: 'Came back' }),
  when: z
    .string()
    .min(1)
    .max(16_384)
    .describe('an expression of at most 16384 characters')
    .meta({ example: "'traits.age >= 18'" }),
});

/** An entry of `destinations`. */
export const instanceSchema = z.strictObject({
  instance: name('crm'),
  destination: name('webhook'),
  settings: z
    .record(z.string(), z.json())
    .default({})
    .describe('a mapping of plain values, lists and mappings')
    .meta({ example: '{ url: "https://example.org/hook" }' }),
  allow: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .default([])
    .describe('a list of address ranges in CIDR notation')
    .meta({ example: '[10.0.0.0/8]' }),
});

const list = (of: string, max: number) => `a list of ${of}, at most ${max}`;

/** Where in an event an identifier may stand. */
const PLACE =
  /^(?:userId|anonymousId|previousId|(?:traits|context|properties)(?:\.(?!__proto__(?:\.|$))[^.]{1,100}){1,8})$/;

const pattern = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => patternProblem(text) === undefined, { error: ({ input }) => patternProblem(String(input)) ?? '' });

/** An entry of `identifiers`. What is left out is filled in by `completeRules`, since it depends on the type. */
export const identifierSchema = z.strictObject({
  type: z
    .string()
    .regex(/^(?!(?:user_id|anonymous_id|profile)$)[A-Za-z][\w.-]{0,63}$/)
    .describe('a name of letters, digits, _ . and -, at most 64, beginning with a letter; user_id is userId here')
    .meta({ example: 'email' }),
  priority: z
    .exactOptional(z.int().min(1).max(1_000))
    .describe('a whole number from 1 (strongest) to 1000')
    .meta({ example: '20' }),
  from: z
    .exactOptional(z.array(z.string().max(256).regex(PLACE)).min(1).max(10))
    .describe(
      `${list('places in an event', 10)}: userId, anonymousId, previousId, context.externalIds, or a path that begins with traits, context or properties`,
    )
    .meta({ example: '[traits.email, context.traits.email]' }),
  normalise: z
    .exactOptional(z.enum(['text', 'lower', 'email', 'phone']))
    .describe('text, lower, email or phone')
    .meta({ example: 'lower' }),
  limit: z.exactOptional(z.int().min(1).max(50)).describe('a whole number from 1 to 50').meta({ example: '5' }),
  per: z
    .exactOptional(z.enum(['ever', 'year', 'month', 'week']))
    .describe('ever, year, month or week')
    .meta({ example: 'year' }),
  unique: z.exactOptional(z.boolean()).describe('true or false').meta({ example: 'false' }),
  block: z
    .exactOptional(z.array(z.string().min(1).max(256)).max(1_000))
    .describe(`${list('texts of 1 to 256 characters', 1_000)}; a number has to stand in quotes`)
    .meta({ example: '["test@example.com"]' }),
  blockPatterns: z
    .exactOptional(z.array(pattern).max(32))
    .describe(list('regular expressions (RE2) of 1 to 256 characters', 32))
    .meta({ example: '["^test@"]' }),
});

/** An entry of `traits`. */
export const traitSchema = z.strictObject({
  name: z.string().min(1).max(200).describe('text of 1 to 200 characters').meta({ example: 'plan' }),
  sources: z
    .array(name('billing'))
    .min(1)
    .max(20)
    .describe('a list of 1 to 20 names of sources, the most trusted first')
    .meta({ example: '[billing, web]' }),
  others: z.boolean().default(false).describe('true or false').meta({ example: 'true' }),
});

/** An entry of `keys`. */
export const keySchema = z.strictObject({
  name: name('support'),
  key: z
    .string()
    .regex(/^\S{1,200}$/)
    .describe('text without blanks, at most 200 characters')
    .meta({ example: '${TUTTI_SUPPORT_KEY}' }),
  role: z.enum(['reader', 'operator', 'admin']).describe('reader, operator or admin').meta({ example: 'operator' }),
});
