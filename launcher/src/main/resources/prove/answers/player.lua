-- What players ask, a thousand of them in turn, each with its session and counters. Written out before the first is
-- asked: to write each when it is due would make this core the limit, and not the one that is measured.
local requests, turn = {}, 0

init = function()
  for i = 1, 1000 do
    requests[i] = wrk.format("GET", wrk.path .. "?session=7f3a9c0d5e1b" .. (4000 + i % 1000)
      .. "&region=in-west&_HLS_pathway=cdn-a&_HLS_throughput=5140000")
  end
end

request = function()
  turn = turn % #requests + 1
  return requests[turn]
end

-- wrk itself stops at 99 %.
done = function(summary, latency)
  io.write(string.format(" 99.9%% %.2fus\n", latency:percentile(99.9)))
end
