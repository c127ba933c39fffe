-- Keeps the memory and decisions beside what is published, if the lease stands.
-- KEYS lease, memory, decisions; ARGV the lease as it stands, memory, bound of decisions, then the
-- decisions, oldest first. Gives what became of it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'NO_LEASE'
end
redis.call('SET', KEYS[2], ARGV[2])
for i = 4, #ARGV do
  redis.call('LPUSH', KEYS[3], ARGV[i])
end
if #ARGV > 3 then
  redis.call('LTRIM', KEYS[3], 0, tonumber(ARGV[3]) - 1)
end
return 'DONE'
