import { replyIn } from './redis';

describe('a reply of Redis', () => {
  it.each([
    ['a number', ':42\r\n', '42'],
    ['a status', '+OK\r\n', 'OK'],
    ['a list', '*2\r\n$1\r\na\r\n$2\r\nbc\r\n', ['a', 'bc']],
    ['an empty list', '*0\r\n', []],
    ['part of a line', ':4', undefined],
    ['part of a list', '*2\r\n$1\r\na\r\n$2\r\nb', undefined],
  ])('is read from %s', (_what, text, reply) => {
    expect(replyIn(text)).toEqual(reply);
  });

  it('is an error when Redis refuses', () => {
    expect(() => replyIn('-ERR unknown command\r\n')).toThrow('unknown command');
  });
});
