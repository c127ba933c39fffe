-- KEYS nodes. Gives the time in ms, then names and signs by turns.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local all = redis.call('HGETALL', KEYS[1])
table.insert(all, 1, string.format('%.0f', now))
return all
