-- KEYS version, fence; ARGV a version never used, its time in milliseconds
-- It is written only if it must be, as each write tells near caches that its entries are gone.
local version = redis.pcall('GET', KEYS[1])
local known = type(version) == 'string' and #version == 16 and not version:find('%X')
if not known then
    version = ARGV[1]
end
if not known or redis.call('PTTL', KEYS[1]) < ARGV[2] / 2 then
    redis.call('SET', KEYS[1], version, 'PX', ARGV[2])
end
return {version, standing(KEYS[2]) or ''}
