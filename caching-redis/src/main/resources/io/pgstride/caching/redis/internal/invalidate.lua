-- KEYS fence, lease, value, the values of the versions beside; ARGV fence, its time in milliseconds
raise(KEYS[1], ARGV[1], ARGV[2])
redis.call('DEL', unpack(KEYS, 2))
return {}
