-- KEYS version, fence; ARGV a version never used, its time in milliseconds
local version = redis.pcall('GET', KEYS[1])
if type(version) ~= 'string' or #version ~= 16 or version:find('%X') then
    version = ARGV[1]
end
redis.call('SET', KEYS[1], version, 'PX', ARGV[2])
return {version, standing(KEYS[2]) or ''}
