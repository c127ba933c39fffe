-- Publishes all at once, if the lease stands and the version is above the published one.
-- KEYS lease, version, snapshot, memory, decisions, news;
-- ARGV the lease as it stands, epoch, seq, version, snapshot, memory, news, bound of decisions,
-- then the decisions, oldest first. Gives what became of it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'NO_LEASE'
end
local epoch, seq = string.match(redis.call('GET', KEYS[2]) or '', '^(%d+)%.(%d+)%-')
if epoch then
  epoch, seq = tonumber(epoch), tonumber(seq)
  local newEpoch, newSeq = tonumber(ARGV[2]), tonumber(ARGV[3])
  if newEpoch < epoch or (newEpoch == epoch and newSeq <= seq) then
    return 'NOT_ABOVE'
  end
end
redis.call('SET', KEYS[2], ARGV[4])
redis.call('SET', KEYS[3], ARGV[5])
redis.call('SET', KEYS[4], ARGV[6])
for i = 9, #ARGV do
  redis.call('LPUSH', KEYS[5], ARGV[i])
end
if #ARGV > 8 then
  redis.call('LTRIM', KEYS[5], 0, tonumber(ARGV[8]) - 1)
end
redis.call('PUBLISH', KEYS[6], ARGV[7])
return 'DONE'
