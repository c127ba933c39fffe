-- What players ask, a thousand of them in turn, each with its session and counters.
local turn = 0
request = function()
  turn = turn + 1
  return wrk.format("GET", wrk.path .. "?session=7f3a9c0d5e1b" .. (4000 + turn % 1000)
    .. "&region=in-west&_HLS_pathway=cdn-a&_HLS_throughput=5140000")
end
