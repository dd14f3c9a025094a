-- KEYS version, fence; ARGV a version never used, its time in milliseconds, fence, its time in milliseconds
raise(KEYS[2], ARGV[3], ARGV[4])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {}
