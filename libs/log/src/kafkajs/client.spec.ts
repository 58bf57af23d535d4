import { kafkaClient } from './client';

const settings = { brokers: ['localhost:9092', '[::1]:9093'], clientId: 'spec' };

describe('a client of Kafka', () => {
  it('knows its bootstrap brokers', () => {
    expect(kafkaClient(settings).bootstrap).toEqual([
      { host: 'localhost', port: 9092 },
      { host: '[::1]', port: 9093 },
    ]);
  });

  it('says which address is none', () => {
    for (const broker of ['localhost', ':9092', 'localhost:kafka', 'localhost:']) {
      expect(() => kafkaClient({ ...settings, brokers: [broker] })).toThrow(`"${broker}" is not host:port`);
    }
  });

  it('refuses a kafkajs whose internals it does not know', async () => {
    jest.resetModules();
    jest.doMock('kafkajs/package.json', () => ({ version: '2.3.0' }));
    const other = await import('./client');
    expect(() => other.kafkaClient(settings)).toThrow('kafkajs is 2.3.0');
    jest.dontMock('kafkajs/package.json');
  });
});
