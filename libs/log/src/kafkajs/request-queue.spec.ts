import RequestQueue from 'kafkajs/src/network/requestQueue';
import { quietRequestQueue } from './request-queue';

const logger = { debug: () => undefined, namespace: () => logger };
const queues: RequestQueue[] = [];
const newQueue = (): RequestQueue => {
  const queue = new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'c', broker: 'b', logger });
  queues.push(queue);
  return queue;
};
const request = (correlationId: number): object => ({
  entry: { correlationId, resolve: () => undefined, reject: () => undefined },
  expectResponse: true,
  sendRequest: () => undefined,
});

describe('a queue of requests', () => {
  beforeAll(quietRequestQueue);
  afterEach(() => queues.forEach((queue) => queue.destroy()));

  it('arms no timer when nothing is pending', () => {
    const queue = newQueue();
    queue.push(request(1));
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('still looks after a request that has to wait', () => {
    const queue = newQueue();
    queue.push(request(1));
    queue.push(request(2));
    expect(queue.pending).toHaveLength(1);
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(queue.pending).toHaveLength(0);
  });
});
