import type { RouteOptions } from 'fastify';
import { fastify } from 'fastify';
import { testPlatform } from '../stage/test-platform';
import { apiDescription } from './openapi';
import { apiRoutes } from './routes';

/** Routes that describe the api itself, and those of every process. */
const BESIDE = ['get /', 'get /openapi.json', 'get /healthz/live', 'get /healthz/ready'];

describe('the description of the api', () => {
  it('lists every route and no other', async () => {
    const platform = await testPlatform();
    const routes: string[] = [];
    const app = fastify();
    app.addHook('onRoute', ({ method, url }: RouteOptions) => {
      if (method !== 'HEAD') routes.push(`${String(method).toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
    const { release } = await apiRoutes(app, platform);
    await app.ready();
    const { paths } = apiDescription() as { readonly paths: Readonly<Record<string, object>> };
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((it) => `${it} ${path}`),
    );
    const isBeside = (route: string): boolean => BESIDE.includes(route);
    expect(listed.filter((it) => !isBeside(it)).sort()).toEqual(routes.filter((it) => !isBeside(it)).sort());
    await app.close();
    await release();
    await platform.close();
  });
});
