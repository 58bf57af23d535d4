import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { changeOf, destinationLaws } from '@tutti/testing';
import type { HmacSha256, HttpRequest, Opened } from './index';
import { webhook } from './index';
import { signatureHeaders } from './signature';

const [OLD, NEW] = [
  'whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk',
  'whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3',
] as const;
const AT = Date.UTC(2024, 0, 2);

destinationLaws(webhook, join(__dirname, 'examples/webhook'));

function opened(settings: object): Opened {
  const result = webhook.open({ url: 'https://example.com/in', secrets: [NEW], ...settings });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

function requestOf(settings: object, ids: readonly string[], at = AT): HttpRequest {
  const request = opened(settings).toRequest(
    ids.map((id) => changeOf(id, 7)),
    { at },
  );
  if (request.kind !== 'http') throw new Error('a webhook speaks HTTP');
  return request;
}

describe('a webhook', () => {
  it('signs as the published example of Standard Webhooks does', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body: '{"test": 2432232314}' };
    expect(signatureHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('signs with every secret, so that a receiver may know either', () => {
    const { headers, body } = requestOf({ secrets: [OLD, NEW] }, ['ann']);
    const expected = [OLD, NEW].map((secret) =>
      createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
        .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
        .digest('base64'),
    );
    expect(headers['webhook-signature']).toBe(expected.map((signature) => `v1,${signature}`).join(' '));
  });

  it('signs the same with the HMAC of the machine', () => {
    const message = { id: 'msg_1', seconds: 1614265330, body: '{"city":"Köln"}' };
    const hmacSha256: HmacSha256 = (key, text) => createHmac('sha256', key).update(text).digest();
    expect(signatureHeaders(message, [OLD, NEW], hmacSha256)).toEqual(signatureHeaders(message, [OLD, NEW]));
  });

  it('signs the second of the attempt, so that a late attempt is not taken for a replay', () => {
    const [first, second] = [requestOf({}, ['ann']), requestOf({}, ['ann'], AT + 3_600_000)];
    expect(Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp'])).toBe(3600);
    expect(second.body).toBe(first.body);
  });

  it('sends many changes as one batch under one key when it is asked to', () => {
    const { headers, body } = requestOf({ batchMax: 100 }, ['ann', 'bob']);
    const { batch } = JSON.parse(body) as { batch: readonly { readonly id: string }[] };
    expect(batch.map(({ id }) => id)).toEqual(['ann@7', 'bob@7']);
    expect(requestOf({ batchMax: 100 }, ['ann', 'bob'], AT + 1000).headers['webhook-id']).toBe(headers['webhook-id']);
    expect(requestOf({ batchMax: 100 }, ['ann', 'cy']).headers['webhook-id']).not.toBe(headers['webhook-id']);
  });

  it('refuses weak secrets, other protocols and credentials in the URL', () => {
    const fieldsOf = (settings: object): readonly string[] =>
      webhook.problems({ url: 'https://example.com', secrets: [NEW], ...settings }).map(({ field }) => field);
    expect(fieldsOf({})).toEqual([]);
    expect(fieldsOf({ secrets: ['whsec_dG9vIHNob3J0'] })).toEqual(['secrets.0']);
    expect(fieldsOf({ secrets: [] })).toEqual(['secrets']);
    expect(fieldsOf({ url: 'ftp://example.com' })).toEqual(['url']);
    expect(fieldsOf({ url: 'https://me:hunter2@example.com' })).toEqual(['url']);
  });
});
