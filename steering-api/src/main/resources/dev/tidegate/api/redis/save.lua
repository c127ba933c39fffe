-- Keeps what the engine leaves behind, and the decisions just made.
-- KEYS: memory, decisions
-- ARGV: memory, decisions kept, then the decisions, oldest first
redis.call('SET', KEYS[1], ARGV[1])
for i = 3, #ARGV do
  redis.call('LPUSH', KEYS[2], ARGV[i])
end
redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[2]) - 1)
