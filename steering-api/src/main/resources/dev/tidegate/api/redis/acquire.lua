-- Takes the lease if nobody has it, or if its taker has it and asks because it never heard so: in an epoch above all
-- that the store and its taker have seen.
-- KEYS lease, epoch; ARGV node, token, seen, length in ms. Gives the epoch, or nil.
local mine = ARGV[2] .. ' ' .. ARGV[1]
local held = redis.call('GET', KEYS[1])
if held and string.match(held, '^%d+ (.*)$') ~= mine then
  return false
end
local stored = tonumber(redis.call('GET', KEYS[2]) or '0') or 0
local epoch = math.max(stored, tonumber(ARGV[3])) + 1
if epoch >= 9007199254740992 then
  return redis.error_reply('ERR the epoch is beyond what can be counted')
end
local text = string.format('%.0f', epoch)
redis.call('SET', KEYS[2], text)
redis.call('SET', KEYS[1], text .. ' ' .. mine, 'PX', ARGV[4])
return text
