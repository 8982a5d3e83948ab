-- Asks the addresses of a file in turn, each thread from a place of its own, and prints what was counted as JSON.
local addresses, counter = {}, 0

function setup(thread)
  counter = counter + 1
  thread:set("number", counter)
end

function init(arguments)
  for line in io.lines(arguments[1]) do addresses[#addresses + 1] = line end
  place = number * math.floor(#addresses / 2)
end

function request()
  place = place % #addresses + 1
  return wrk.format("GET", addresses[place])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nCOUNTED {"requests": %d, "seconds": %f, "refused": %d, "broken": %d, "median_ms": %f, "late_ms": %f}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3
  ))
end
