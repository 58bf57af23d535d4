import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logger';
import { jsonLogger } from '../logger';
import type { Platform } from '../platform';
import { connect } from '../platform';
import type { Settings } from '../settings';
import { EXIT_BAD_SETTINGS, readSettings } from '../settings';
import { PartitionedTransport } from '../stage/transport';
import type { Health, Owner } from './health';
import { healthOf, healthRoutes } from './health';
import { refuseOtherSecret } from './secret';
import type { Mounted, Service } from './service';

const CLOSE_IDLE_EVERY_MS = 100;

/** Nest asks for a class; everything of ours is a value, so it stays empty. */
class ProcessModule {}
Module({})(ProcessModule);

/** A process under way: its public ports listen, its work is joined. */
export interface Running {
  readonly health: () => Health;
  /** Drains: no new input, batches in hand finished, groups left, connections closed. */
  readonly stop: () => Promise<void>;
}

/**
 * Makes this process one or several services: reads settings (exit 78 with every problem when they are wrong), connects,
 * serves until SIGTERM or SIGINT, drains, exits 0. A fatal error ends the process with 1.
 */
export async function run(choose: (platform: Platform) => readonly Service[], name: string): Promise<void> {
  const read = readSettings(process.env);
  if ('problems' in read) {
    process.stderr.write(`${name} cannot start:\n${read.problems.map((problem) => `  ${problem}\n`).join('')}`);
    process.exit(EXIT_BAD_SETTINGS);
  }
  const logger = jsonLogger(name, read.settings.logLevel);
  const fail = (error: unknown): never => {
    logger.error({ err: error }, `${name} cannot go on`);
    process.exit(1);
  };
  // Otherwise the engine prints the error as it is, with whatever it holds.
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    const platform = await connect(read.settings, logger);
    refuseOtherSecret(platform, name);
    const running = await start(platform, choose(platform), fail);
    logger.info(`${name} is up`);
    stopOnSignal(async () => {
      await running.stop();
      await platform.close();
    }, logger);
  } catch (error) {
    fail(error);
  }
}

/** Starts services on a platform; `fail` is called when one of them cannot go on. */
export async function start(
  platform: Platform,
  services: readonly Service[],
  fail: (error: Error) => void,
): Promise<Running> {
  const works = services.flatMap((service) => service.work?.(platform) ?? []);
  const transports = works.map((work) => new PartitionedTransport(platform, work, fail));
  let stopping = false;
  const owners: Owner[] = [...transports];
  const health = (): Health => healthOf(owners, stopping);
  const mounted: Mounted[] = [];
  const apps: NestFastifyApplication[] = [];
  for (const { name, port, mount } of portsOf(services, platform.settings)) {
    const adapter = new FastifyAdapter({ trustProxy: platform.settings.trustProxy, frameworkErrors: badUrl });
    const options = { logger: false, bodyParser: false } as const;
    const app = await NestFactory.create<NestFastifyApplication>(ProcessModule, adapter, options);
    const fastify = app.getHttpAdapter().getInstance();
    healthRoutes(fastify, health);
    fastify.all('/*', noRoute);
    const held = await mount?.(fastify, platform, fail);
    if (held !== undefined) mounted.push(held);
    if (held?.states !== undefined) owners.push({ name, states: held.states });
    await app.listen(port, platform.settings.host);
    apps.push(app);
  }
  const host = apps[0] ?? (await NestFactory.create(ProcessModule, new FastifyAdapter(), { logger: false }));
  await startTransports(host, transports);
  const stop = async (): Promise<void> => {
    stopping = true;
    const hurry = setInterval(() => apps.forEach(closeIdle), CLOSE_IDLE_EVERY_MS);
    try {
      await Promise.all([...new Set<INestApplication>([host, ...apps])].map((app) => app.close()));
    } finally {
      clearInterval(hurry);
    }
    await Promise.all(mounted.map(({ release }) => release()));
  };
  return { health, stop };
}

/** A connection whose last request was under way when the draining began would otherwise be kept for its client. */
const closeIdle = (app: NestFastifyApplication): void => app.getHttpServer().closeIdleConnections();

/** In the form of every other refusal. */
const noRoute = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.code(404).send({
    code: 'no-route',
    message: 'There is no such route here: /openapi.json lists what there is.',
    violations: [],
  });

/** A path that cannot be decoded; the framework's own answer would say it back. */
function badUrl(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(400)
    .send({ code: 'bad-request', message: 'The path of the request cannot be read.', violations: [] });
}

interface Port {
  readonly name: string;
  readonly port: number;
  readonly mount?: NonNullable<Service['http']>['mount'];
}

/** Public ports of the services; a process without any has a health port, where one is set. */
function portsOf(services: readonly Service[], settings: Settings): readonly Port[] {
  const ports = services.flatMap(({ name, http }) =>
    http === undefined ? [] : [{ name, port: http.port(settings), mount: http.mount }],
  );
  if (ports.length > 0) return ports;
  return settings.healthPort === 0 ? [] : [{ name: 'health', port: settings.healthPort }];
}

async function startTransports(host: INestApplication, transports: readonly PartitionedTransport[]): Promise<void> {
  for (const strategy of transports) host.connectMicroservice({ strategy });
  await host.startAllMicroservices();
}

function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  const end = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info(`${signal}: draining`);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
}
