import { LogError } from '../ports';
import { isFenced, isFinal, isPassing, isRefusedForNow, logError, patiently } from './trouble';

const refusal = (type: string): Error => Object.assign(new Error(type), { type });
const lost = Object.assign(new Error('lost'), { name: 'KafkaJSConnectionClosedError' });
const patience = { doing: 'trying', again: isPassing, pause: async (): Promise<void> => undefined };

describe('trouble with a broker', () => {
  it('tells a definite refusal from an answer that never came', () => {
    expect(isRefusedForNow(refusal('CONCURRENT_TRANSACTIONS'))).toBe(true);
    expect(isRefusedForNow(lost)).toBe(false);
    expect(isRefusedForNow(refusal('REQUEST_TIMED_OUT'))).toBe(false);
    expect(isPassing(lost)).toBe(true);
  });

  it('knows the two names of a fence, the newer of which kafkajs does not know', () => {
    expect(isFenced(refusal('INVALID_PRODUCER_EPOCH'))).toBe(true);
    expect(isFenced(Object.assign(new Error('Unknown error code 90'), { type: 'KAFKAJS_UNKNOWN_ERROR_CODE' }))).toBe(
      true,
    );
    expect(isFenced(refusal('INVALID_TXN_STATE'))).toBe(false);
  });

  it('knows what is refused for good, also where it was told in other words already', () => {
    const tooLarge = refusal('MESSAGE_TOO_LARGE');
    expect(isFinal(tooLarge)).toBe(true);
    expect(isFinal(new LogError('fatal', 'writing', { cause: tooLarge }))).toBe(true);
    for (const error of [lost, refusal('NOT_LEADER_FOR_PARTITION'), new LogError('fatal', 'a bug')]) {
      expect(isFinal(error)).toBe(false);
    }
  });

  it('asks again while the trouble may pass', async () => {
    const answers = [lost, refusal('NOT_LEADER_FOR_PARTITION')];
    const ask = async (): Promise<string> => {
      const error = answers.shift();
      if (error !== undefined) throw error;
      return 'answer';
    };
    await expect(patiently(patience, ask)).resolves.toBe('answer');
  });

  it('gives up at once on what will not pass, and after its time on what does not', async () => {
    const fails = (error: Error) => (): Promise<never> => Promise.reject(error);
    await expect(patiently(patience, fails(refusal('TOPIC_AUTHORIZATION_FAILED')))).rejects.toMatchObject({
      code: 'fatal',
    });
    await expect(patiently({ ...patience, msMax: 0 }, fails(lost))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(
      patiently({ ...patience, msMax: 0 }, fails(refusal('UNKNOWN_TOPIC_OR_PARTITION'))),
    ).rejects.toMatchObject({ code: 'no-topic' });
  });

  it('leaves alone an error that speaks for itself', () => {
    const error = new LogError('closed', 'closed');
    expect(logError('trying', error)).toBe(error);
  });
});
