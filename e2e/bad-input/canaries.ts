import { randomInt } from 'node:crypto';

const digits = String(randomInt(1e9, 1e10 - 1));

/** Personal data of nobody: wherever it is found, that of a person would have been. */
export const CANARY = {
  email: `canary.${digits}@example.com`,
  phone: `+43664${digits}`,
  name: `Kanaria${digits} Canary`,
} as const;

/** The canaries that stand in a text, in whatever spelling of JSON, URL or bytes. */
export const canariesIn = (text: string): readonly string[] =>
  text.includes(digits) || text.includes(hex(CANARY.email)) || text.includes(base64(CANARY.email))
    ? [excerpt(text)]
    : [];

const hex = (text: string): string => Buffer.from(text).toString('hex');

/** Without the ends, which depend on what stands beside it. */
const base64 = (text: string): string => Buffer.from(text).toString('base64').slice(4, 16);

function excerpt(text: string): string {
  const at = Math.max(0, text.indexOf(digits) - 200);
  return text.slice(at, at + 400);
}
