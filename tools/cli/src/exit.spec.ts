import { Problem } from '@tutti/stack';
import { EXIT, Exit, explain, Misuse, NothingRuns } from './exit';

describe('exit codes', () => {
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, 'write');

  beforeAll(() => write.mockImplementation((text) => said.push(String(text)) > 0));
  afterEach(() => said.splice(0));
  afterAll(() => write.mockRestore());

  it.each([
    ['wrong usage', new Misuse('--limit abc: give a number above 0'), EXIT.usage],
    ['nothing that runs', new NothingRuns(), EXIT.notRunning],
    ['something missing', new Problem('no Java'), EXIT.problem],
  ])('tell %s, with one line', (_what, error, code) => {
    expect(explain(error)).toBe(code);
    expect(said).toEqual([`tutti: ${error.message}\n`]);
  });

  it('tell anything else with its stack, and nothing where all was said', () => {
    expect(explain(new Error('boom'))).toBe(EXIT.failed);
    expect(said.join('')).toContain('exit.spec.ts');
    said.splice(0);
    expect(explain(new Exit(EXIT.notRunning))).toBe(EXIT.notRunning);
    expect(said).toEqual([]);
  });
});
