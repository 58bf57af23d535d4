import type { Instance } from '@tutti/core/workspace';
import type { HttpRequest, LinesRequest, Request } from '@tutti/destinations';
import type { Platform } from '../platform';
import { ownershipOf } from '../state/ownership';
import type { PartitionedWork } from '../stage/transport';
import type { AddressRule } from './addresses';
import { publicAnd } from './addresses';
import type { DeliveryStats } from './deliverer';
import { Deliverer } from './deliverer';
import { httpTransport } from './http';
import { linesTransport } from './lines';
import { sinkName } from './name';
import { progressRecords } from './records';
import { openInstance } from './settings';
import type { SinkContext } from './task';
import { SinkTask } from './task';
import type { SinkTime } from './time';
import { machineTime } from './time';
import type { Transport } from './transport';
import { Troubles } from './troubles';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** A sink as partitioned work, with counts of what it delivered. */
export interface SinkWork extends PartitionedWork {
  readonly stats: () => DeliveryStats;
}

/** What a sink takes from the machine: timers and chance, and connections to the other side. */
export interface SinkMachine {
  readonly time: SinkTime;
  readonly transport: (rule: AddressRule, connections: number) => Transport;
}

/** One destination instance as partitioned work. Throws when its settings are wrong, with everything that is. */
export function sinkWork(platform: Platform, instance: Instance, machine: Partial<SinkMachine> = {}): SinkWork {
  const { time = machineTime(platform.clock), transport = machineTransport } = machine;
  const name = sinkName(instance.instance);
  const opened = openInstance(instance, platform.settings.environment);
  const rule = publicAnd([...instance.allow, ...(platform.settings.local ? LOOPBACK : [])]);
  const deliverer = new Deliverer({
    ...{ opened, time },
    transport: () => transport(rule, opened.delivery.concurrency),
    troubles: new Troubles(platform.logger.child({ service: name }), time.now),
  });
  return {
    name,
    group: `${platform.settings.prefix}.${name}`,
    topics: [platform.topic('updates')],
    open: ({ partition }, holds, gotOn) => {
      const context = sinkContext(platform, instance.instance, { partition, deliverer, time, holds });
      return SinkTask.open({ ...context, ownership: { ...context.ownership, gotOn } });
    },
    stats: () => deliverer.stats(),
  };
}

/** HTTP from this machine, lines to its standard output. */
export const machineTransport = (rule: AddressRule, connections: number): Transport =>
  byKind(httpTransport({ rule, connections }), linesTransport(process.stdout));

const byKind = (http: Transport<HttpRequest>, lines: Transport<LinesRequest>): Transport => ({
  send: (request: Request, timeoutMs) =>
    request.kind === 'http' ? http.send(request, timeoutMs) : lines.send(request, timeoutMs),
  close: async () => {
    await Promise.all([http.close(), lines.close()]);
  },
});

function sinkContext(
  platform: Platform,
  instance: string,
  own: Pick<SinkContext, 'partition' | 'deliverer' | 'time' | 'holds'>,
): SinkContext {
  const { log, wire, partitions, partitionOf, topic } = platform;
  const service = sinkName(instance);
  const stateTopic = topic('destination.state', instance);
  return {
    ...own,
    ...{ log, wire, partitions, partitionOf, service },
    topics: { updates: topic('updates'), deadLetters: topic('dead-letters') },
    ownership: ownershipOf(platform, { service, stateTopic, partition: own.partition, ...progressRecords(wire) }),
  };
}
