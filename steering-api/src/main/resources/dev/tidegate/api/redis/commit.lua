-- Does an operator's write, all of it or nothing, if nobody has written since its head was read.
-- KEYS: head, audit, applied, written, then one for each change
-- ARGV: operation, expected head, new head, seq, entry, entity, when, operations kept, then for each
--       change: kind, field, value
-- Answers DONE, KNOWN (it was done before) or MOVED (somebody else wrote).
if redis.call('ZSCORE', KEYS[3], ARGV[1]) then
  return 'KNOWN'
end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[2] then
  return 'MOVED'
end
-- The head is set first: where memory is short, the server refuses the first write, and with it all.
redis.call('SET', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - tonumber(ARGV[8]))
redis.call('ZADD', KEYS[4], 'GT', ARGV[7], ARGV[6])
redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -1 - tonumber(ARGV[8]))
for i = 5, #KEYS do
  local at = 9 + (i - 5) * 3
  local kind, field, value = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'PUT' then
    redis.call('HSET', KEYS[i], field, value)
  elseif kind == 'REMOVE' then
    redis.call('HDEL', KEYS[i], field)
  elseif kind == 'PUT_IF_ABSENT' then
    redis.call('HSETNX', KEYS[i], field, value)
  elseif kind == 'RAISE' then
    if tonumber(redis.call('GET', KEYS[i]) or '0') < tonumber(value) then
      redis.call('SET', KEYS[i], value)
    end
  end
end
return 'DONE'
