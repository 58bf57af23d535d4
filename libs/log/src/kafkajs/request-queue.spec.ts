import RequestQueue from 'kafkajs/src/network/requestQueue';
import { quietRequestQueue } from './request-queue';

const logger = { debug: () => undefined, namespace: () => logger };
const newQueue = (maxInFlightRequests: number): RequestQueue =>
  new RequestQueue({ maxInFlightRequests, requestTimeout: 1_000, clientId: 'quiet', broker: 'none', logger });
const request = (correlationId: number): object => ({
  entry: { correlationId, resolve: () => undefined, reject: () => undefined },
  expectResponse: true,
  sendRequest: () => undefined,
});

describe('a queue of requests', () => {
  beforeAll(quietRequestQueue);

  it('arms no timer when nothing is pending', () => {
    const queue = newQueue(1);
    queue.push(request(1));
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('still looks after a request that has to wait', () => {
    const queue = newQueue(1);
    queue.push(request(1));
    queue.push(request(2));
    expect(queue.pending).toHaveLength(1);
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(queue.pending).toHaveLength(0);
    queue.destroy();
  });
});
