-- KEYS lease; ARGV the lease as it stands, length in ms. Gives 1 if it stands.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
