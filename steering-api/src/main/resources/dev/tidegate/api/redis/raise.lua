-- KEYS epoch; ARGV the epoch that no lease may have any more.
local stored = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
if stored >= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1])
return 1
