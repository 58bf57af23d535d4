import { publicAnd, refusalOf } from './addresses';

const SPECIAL = [
  '127.0.0.1',
  '127.8.9.10',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '198.18.0.1',
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
];

describe('the addresses a sink may reach', () => {
  it('are public ones', () => {
    const rule = publicAnd([]);
    expect(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111'].map(rule)).toEqual(Array(3).fill(undefined));
    for (const address of SPECIAL) expect(rule(address)).toContain('not public');
  });

  it('include ranges that the instance allows, and nothing beside them', () => {
    const rule = publicAnd(['10.1.0.0/16', '::1/128']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1'].map(rule)).toEqual(Array(3).fill(undefined));
    expect(rule('10.2.0.1')).toBe(
      'the address 10.2.0.1 is private, not public: add its range to `allow` of the destination instance to permit it',
    );
    expect(rule('127.0.0.1')).toBeDefined();
  });

  it('are judged in every spelling a URL has for them', () => {
    const rule = publicAnd([]);
    for (const host of ['127.1', '0x7f.1', '2130706433', '0177.0.0.1', '[::1]', '[::ffff:7f00:1]']) {
      expect(refusalOf(new URL(`http://${host}/`), rule)).toContain('not public');
    }
    expect(refusalOf(new URL('http://localhost/'), rule)).toBeUndefined();
  });

  it('cannot be configured by something that is no range', () => {
    expect(() => publicAnd(['10.0.0.1'])).toThrow('"10.0.0.1" is no range such as 10.1.0.0/16');
  });
});
