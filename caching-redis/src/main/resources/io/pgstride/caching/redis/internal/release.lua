-- KEYS lease; ARGV token
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then
    return {}
end
redis.call('DEL', KEYS[1])
return {'released'}
