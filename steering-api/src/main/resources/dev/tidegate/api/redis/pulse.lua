-- A sign of life, and how things stand.
-- KEYS lease, epoch, version, head, nodes; ARGV node, sign, ms after which a sign is dropped,
-- nodes at most, 1 if this call drops. Gives lease, epoch, version, head, the time in ms.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local text = string.format('%.0f', now)
local full = redis.call('HLEN', KEYS[5]) >= tonumber(ARGV[4])
if full or ARGV[5] == '1' then
  local all = redis.call('HGETALL', KEYS[5])
  for i = 1, #all, 2 do
    local at = tonumber(string.match(all[i + 1], '^(%d+)\n') or '')
    if not at or at < now - tonumber(ARGV[3]) then
      redis.call('HDEL', KEYS[5], all[i])
    end
  end
end
if redis.call('HEXISTS', KEYS[5], ARGV[1]) == 1
    or redis.call('HLEN', KEYS[5]) < tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[5], ARGV[1], text .. '\n' .. ARGV[2])
end
return {
  redis.call('GET', KEYS[1]),
  redis.call('GET', KEYS[2]),
  redis.call('GET', KEYS[3]),
  redis.call('GET', KEYS[4]),
  text
}
