import { z } from 'zod';

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
