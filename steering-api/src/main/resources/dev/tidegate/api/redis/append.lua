-- Appends to a log, and drops what is beyond its bounds.
-- KEYS log; ARGV entry, entries at most, ms that one is kept. Gives its id.
local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*', 'e', ARGV[1])
local oldest = tonumber(string.match(id, '^(%d+)')) - tonumber(ARGV[3])
redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', math.max(0, oldest)))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return id
