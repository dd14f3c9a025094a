-- KEYS fence, lease, value, the values of the versions beside
-- ARGV commit, time of fences, value, its time, whether a tag was invalidated by a later commit (1 or 0)
local stood = standing(KEYS[1])
local later = ARGV[5] == '1' or (stood and above(stood, ARGV[1]))
raise(KEYS[1], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[2], unpack(KEYS, 4))

local there = value(KEYS[3])
local seen = there and there:sub(3, 26)
if there and (#seen ~= 24 or seen:find('%X')) then
    -- A primary has read it, nobody knows when: it may be older, or later.
    redis.call('DEL', KEYS[3])
elseif there and not above(ARGV[1], seen) then
    -- It has seen this commit, and perhaps more.
    return {}
elseif not later then
    redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[4])
elseif there then
    redis.call('DEL', KEYS[3])
end
return {}
