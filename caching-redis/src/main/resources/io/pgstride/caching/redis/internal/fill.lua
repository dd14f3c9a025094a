-- KEYS value, lease; ARGV token, value, its time in milliseconds
if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then
    return {}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return {'filled'}
