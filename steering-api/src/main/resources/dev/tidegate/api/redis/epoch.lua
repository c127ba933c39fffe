-- A number above every epoch that Redis has seen and above ARGV[1].
-- KEYS: epoch
local seen = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1]))
local next = string.format('%.0f', seen + 1)
redis.call('SET', KEYS[1], next)
return next
