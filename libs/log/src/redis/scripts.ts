/** Refuses an older epoch; from then on writes of older epochs are refused. */
export const CLAIM = `
local newest = redis.call('HGET', KEYS[1], 'epoch')
if newest and tonumber(newest) > tonumber(ARGV[1]) then return 'fenced' end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
return 'claimed'
`;

/** Arguments: epoch, from. */
export const RESET = `
local newest = redis.call('HGET', KEYS[2], 'epoch')
if newest and tonumber(newest) > tonumber(ARGV[1]) then return 'fenced' end
redis.call('UNLINK', KEYS[1])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'offset', ARGV[2], 'progress', '', 'at', '0', 'whole', '0')
return 'written'
`;

/**
 * One part of a write. Arguments: epoch, from, to, progress, at, whole, '1' for the last part, then keys and stored bytes in
 * turn, no bytes meaning removal.
 *
 * An entry of the same or a newer version stays: a predecessor got part of its write done, and what the log says up to
 * here is older. The watermark stays behind until the last part, so nobody takes a part for the whole. A write that is
 * repeated because its answer was lost finds its own watermark and is done.
 */
export const WRITE = `
local mark = redis.call('HMGET', KEYS[2], 'epoch', 'offset', 'progress')
local newest, offset = mark[1] and tonumber(mark[1]), mark[2] and tonumber(mark[2])
local epoch, from, to = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if newest and newest > epoch then return 'fenced' end
if from ~= to and newest == epoch and offset == to and mark[3] == ARGV[4] then return 'written' end
if offset ~= from then return 'gap' end

local keys = {}
for i = 8, #ARGV, 2 do keys[#keys + 1] = ARGV[i] end
local stored = #keys > 0 and redis.call('HMGET', KEYS[1], unpack(keys)) or {}
local puts, removals = {}, {}
for n, key in ipairs(keys) do
  local value = ARGV[7 + 2 * n]
  if stored[n] and struct.unpack('>I8', stored[n]) >= to then
  elseif value == '' then
    removals[#removals + 1] = key
  else
    puts[#puts + 1] = key
    puts[#puts + 1] = value
  end
end
if #puts > 0 then redis.call('HSET', KEYS[1], unpack(puts)) end
if #removals > 0 then redis.call('HDEL', KEYS[1], unpack(removals)) end
if ARGV[7] == '1' then
  local after = { 'epoch', ARGV[1], 'offset', ARGV[3], 'progress', ARGV[4], 'at', ARGV[5], 'whole', ARGV[6] }
  redis.call('HSET', KEYS[2], unpack(after))
else
  redis.call('HSET', KEYS[2], 'epoch', ARGV[1])
end
return 'written'
`;
