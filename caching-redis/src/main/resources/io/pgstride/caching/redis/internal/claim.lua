-- KEYS value, lease, fence
-- ARGV token, lease in milliseconds, whether a fresh value is an answer (1 or 0), now, the length of the longest value that is one
-- A lease without an end is none of ours.
local left = redis.call('PTTL', KEYS[2])
local won = left < 0 or redis.pcall('GET', KEYS[2]) == ARGV[1]
if won then
    redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
end
-- Whether the value counts is the asker's to tell, by its tags; where it does, the lease is given back.
local there = ARGV[3] == '1' and value(KEYS[1])
if not there or #there > tonumber(ARGV[5]) or (tonumber(there:sub(27, 41)) or 0) <= tonumber(ARGV[4]) then
    there = ''
end
-- Of another type; so that it is counted, as MGET does not tell it from nothing.
if there == '' and type(redis.pcall('GET', KEYS[1])) == 'table' then
    there = '?'
end
if won then
    return {'won', standing(KEYS[3]) or '', there}
end
return {'busy', string.format('%d', left), there}
