-- KEYS log; ARGV the id after which, or nothing; ms back to begin at then; entries at most.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function recent()
  local from = string.format('%.0f', math.max(0, now - tonumber(ARGV[2])))
  return redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', ARGV[3])
end

local function parts(id)
  local ms, seq = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(seq)
end

if ARGV[1] == '' then
  return recent()
end
local found = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[3])
if #found == 0 then
  -- A log that ends before where the reader was has been lost in part: its clock may be behind.
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  if #last == 1 then
    local ms, seq = parts(last[1][1])
    local afterMs, afterSeq = parts(ARGV[1])
    if ms < afterMs or (ms == afterMs and seq < afterSeq) then
      return recent()
    end
  end
end
return found
