import type { RouteOptions } from 'fastify';
import { fastify } from 'fastify';
import { acceptEvent, CALL_TYPES, identifierReader } from '@tutti/core/ingest';
import { EMPTY_WORKSPACE, identifierRules } from '@tutti/core/workspace';
import type { IdentifierKey } from '@tutti/contracts';
import { FAULTS } from './answer';
import { httpBench } from './bench';
import { BATCH_EXAMPLE, CALL_EXAMPLES } from './examples';
import { openApi } from './openapi';
import { ingestRoutes } from './routes';
import { batchShape, batchSuccessShape, CALL_SHAPES, faultShape, successShape } from './shapes';

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly example?: object }> };
  readonly responses: Record<string, { readonly content: Record<string, { readonly example?: object }> }>;
}

const { paths, components } = openApi() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

describe('the OpenAPI document', () => {
  it('lists every route and no other', async () => {
    const routes: string[] = [];
    const app = fastify();
    app.addHook('onRoute', ({ method, url }: RouteOptions) => {
      if (method === 'GET' || method === 'POST')
        routes.push(`${method.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
    ingestRoutes(app, { appender: { close: async () => undefined } } as never);
    await app.ready();
    const listed = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((m) => `${m} ${path}`),
    );
    expect(listed.sort()).toEqual(routes.sort());
  });

  it('is served', async () => {
    const { app } = await httpBench();
    expect((await app.inject('/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(openApi())));
    expect((await app.inject('/')).json()).toMatchObject({ docs: '/openapi.json' });
  });

  it('refers only to schemas that are there', () => {
    const refs = [...JSON.stringify(openApi()).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name ?? '',
    );
    expect(new Set(refs)).toEqual(new Set(Object.keys(components.schemas)));
  });

  it('explains every fault there is', () => {
    const text = JSON.stringify(paths);
    for (const code of Object.keys(FAULTS)) expect(text).toContain(code);
  });

  it('gives examples that its own schemas and the rules accept', () => {
    for (const type of CALL_TYPES) {
      expect(CALL_SHAPES[type].safeParse(CALL_EXAMPLES[type]).error).toBeUndefined();
      const circumstances = { source: 's', receivedAt: 0, acceptedAt: 0, timeRequired: true, bytesAtMost: 0 };
      const hash = (text: string): IdentifierKey => text as IdentifierKey;
      const how = { hash, newMessageId: () => '', identifiers: identifierReader(identifierRules(EMPTY_WORKSPACE)) };
      expect(acceptEvent(CALL_EXAMPLES[type], { ...circumstances, type, ...how }).kind).toBe('accepted');
    }
    expect(batchShape.safeParse(BATCH_EXAMPLE).error).toBeUndefined();
    const { responses } = paths['/v1/batch']?.['post'] ?? { responses: {} };
    for (const [status, { content }] of Object.entries(responses)) {
      const shape = status === '200' ? batchSuccessShape : faultShape;
      expect(shape.safeParse(content['application/json']?.example).error).toBeUndefined();
    }
  });

  it('describes the answers as they are', async () => {
    const { app } = await httpBench();
    const post = async (url: string, payload: object): Promise<unknown> =>
      (await app.inject({ method: 'POST', url, payload: { writeKey: 'shop-key', ...payload } })).json();
    expect(successShape.strict().parse(await post('/v1/track', CALL_EXAMPLES.track))).toEqual({ success: true });
    expect(batchSuccessShape.strict().parse(await post('/v1/batch', BATCH_EXAMPLE))).toMatchObject({ rejected: [] });
    faultShape.strict().parse(await post('/v1/track', {}));
    faultShape.strict().parse(await post('/v1/batch', { batch: [{}] }));
  });
});
