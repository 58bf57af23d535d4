import type { Change } from '@tutti/core/sync';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { z } from 'zod';
import {
  eventText,
  goneText,
  identityText,
  isoTime,
  listText,
  membershipText,
  traitChangeText,
  visibleText,
} from './document';
import { defineDestination } from './kit';
import { signatureHeaders, signingSecret } from './signature';

/** Posts changes as JSON, signed as Standard Webhooks has it. The message id stays the same in every attempt. */
export const webhook = defineDestination({
  slug: 'webhook',
  title: 'HTTP webhook',
  summary: 'Posts each change of a profile as signed JSON to a URL of your choice.',
  config: z.object({
    url: z
      .url({ protocol: /^https?$/ })
      .refine(hasNoCredentials, 'Credentials do not belong into a URL: requests are signed with `secrets`.')
      .describe('Endpoint that receives the changes; private addresses only where `allow` of the instance names them.'),
    secrets: z
      .array(signingSecret)
      .min(1)
      .max(4)
      .describe('Signing secrets, whsec_ and base64; more than one while a receiver changes from one to the next.')
      .meta({ secret: true }),
    batchMax: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .describe('Changes in one request; above 1 the body is {"batch": [...]}, each with an id of its own.'),
    perSecond: z.int().min(1).max(10_000).default(1_000).describe('Requests in one second at most.'),
  }),
  limits: ({ batchMax, perSecond }) => ({ batch: batchMax, perSecond }),
  toRequest: (changes, { url, secrets, batchMax }, { at, hmacSha256 }) => {
    const body = batchMax === 1 ? messageOf(changes[0]!) : `{"batch":${listText(changes, messageOf)}}`;
    const id = batchMax === 1 ? idOf(changes[0]!) : batchIdOf(changes);
    return {
      kind: 'http',
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'tutti',
        ...signatureHeaders({ id, seconds: Math.floor(at / 1000), body }, secrets, hmacSha256),
      },
      body,
    };
  },
});

function hasNoCredentials(url: string): boolean {
  return !/^[a-z]+:\/\/[^/?#]*@/i.test(url);
}

/** The idempotency key of a change: the same in every attempt, another one for another version. */
const idOf = ({ key, version }: Change): string => `${key}@${version}`;

const batchIdOf = (changes: readonly Change[]): string =>
  `batch_${bytesToHex(sha256(utf8ToBytes(changes.map(idOf).join('\n')))).slice(0, 32)}`;

/** As JSON. Of an erased profile nothing but id and version leaves the house. */
function messageOf(change: Change): string {
  const { version, mode, profile, mergedInto, deleted } = change;
  const envelope =
    `{"type":"${typeOf(change)}","id":${JSON.stringify(idOf(change))},` +
    `"version":${version},"mode":"${mode}","timestamp":"${isoTime(profile.at)}"`;
  if (deleted) return `${envelope},"profile":${goneText(profile)}}`;
  const shown = mergedInto === undefined ? visibleText(profile) : goneText(profile);
  return (
    `${envelope},"profile":${shown}${mergedInto === undefined ? '' : `,"mergedInto":${JSON.stringify(mergedInto)}`},` +
    `"segments":${listText(change.segments, membershipText)},` +
    `"entered":${listText(change.entered, membershipText)},"exited":${listText(change.exited, membershipText)},` +
    `"changes":${listText(change.changes, traitChangeText)},"events":${listText(change.events, eventText)},` +
    `"identity":${listText(change.identity, identityText)}}`
  );
}

const typeOf = ({ mergedInto, deleted }: Change): string =>
  deleted ? 'profile.deleted' : mergedInto === undefined ? 'profile.updated' : 'profile.merged';
