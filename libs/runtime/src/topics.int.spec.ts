import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { kafkajsLog } from '@tutti/log';
import { describeWith } from '@tutti/testing';
import { topicSpecs } from './topics';

const brokers = process.env['TUTTI_BROKERS'];

describeWith(['stack'], 'topics on a broker', () => {
  it('take a dead letter of the largest record that a source can hold', async () => {
    const log = kafkajsLog({ brokers: (brokers ?? '').split(','), clientId: 'topics-spec' });
    const prefix = `t${process.pid}x${Date.now().toString(36)}`;
    const specs = topicSpecs({ prefix, partitions: 1 }, EMPTY_WORKSPACE);
    const [letters] = specs.filter(({ topic }) => topic.includes('dead-letters'));
    await log.createTopics([letters!]);
    const writer = log.writer(`${prefix}.w`);
    await writer.open();
    const value = Buffer.alloc(1_048_588 + 1_000, 7);
    const commit = await writer.commit([{ topic: letters!.topic, partition: 0, key: 'k', value, headers: {} }]);
    await writer.close();
    await log.close();
    expect(commit).toMatchObject({ kind: 'committed' });
  });
});
