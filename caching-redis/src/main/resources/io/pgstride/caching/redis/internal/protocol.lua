-- What the scripts rely on, and what they keep. This text stands before each of them.
--
-- Of an entry there are, in one slot of a cluster:
--   value  prefix:{name:id}:<schema version>   until it is no longer usable
--   lease  prefix:{name:id}:l                  who loads, by a token that is never used again, until the lease is over
--   fence  prefix:{name:id}:f                  what loads must have seen, until the fence's time is over
-- and of a tag, in another slot:
--   version  prefix:{name:tag}:t               a random number, another one after each invalidation
--   fence    prefix:{name:tag}:tf              as above
--
-- 1. A script is one step: Redis runs nothing beside it.
-- 2. A fence rises only together with the end of its lease. So while a lease stands, the fence is the one that the claim was told, or it is
--    gone; who fills compares with what the claim was told, and the script only asks whether the lease is still there.
-- 3. A fence is a key of its own: no value that is stored over it, and no end of that value, takes it away before its time. One that
--    rises stands for its whole time again.
-- 4. The versions of tags are read in the claim, before the load, and are kept in the value; it counts only while they are the tags' own. So an invalidation of a
--    tag need not know the entries, nor meet them in one step. A version that is lost is drawn anew and never comes back.
-- 5. Every schema version of an entry shares lease and fence; what ends an entry ends it for this version and those beside it, so that an invalidation
--    reaches the processes of the release before, and the other way round. A lease that another version holds is waited for in vain, and then won.
-- 6. Each script may run twice for one call, as clients send again what was not answered: the second time changes nothing that the first has not, as long as nobody else came between; if
--    somebody did, it takes away too much, never too little.
-- 7. What somebody else has left at a key (another type, another text) is as good as nothing, except for a fence: there only primaries pass.
--
-- A fence is 24 hexadecimal digits, timeline and position. They are compared as three numbers of 32 bits: Lua's own have only 53 exact ones, and its order of strings is the locale's.

local NOW = '800000000000000000000000'

local function above(one, other)
    for at = 1, 17, 8 do
        local a, b = tonumber(one:sub(at, at + 7), 16), tonumber(other:sub(at, at + 7), 16)
        if a ~= b then
            return a > b
        end
    end
    return false
end

-- The fence that stands at a key, or false.
local function standing(key)
    local fence = redis.pcall('GET', key)
    if fence and (type(fence) ~= 'string' or #fence ~= 24 or fence:find('%X')) then
        return NOW
    end
    return fence
end

-- The fence that stands for both: the greater one. One without a position, from NOW on, keeps the later of their timelines.
local function both(greater, lesser)
    if above(lesser, greater) then
        greater, lesser = lesser, greater
    end
    local timeline = tonumber(greater:sub(1, 8), 16)
    if timeline < 0x80000000 or timeline == 0xFFFFFFFF then
        return greater
    end
    local other = 0x80000000 + tonumber(lesser:sub(1, 8), 16) % 0x80000000
    return string.format('%08x', math.max(timeline, other)) .. NOW:sub(9)
end

local function raise(key, fence, millis)
    local stands = standing(key)
    redis.call('SET', key, stands and both(stands, fence) or fence, 'PX', millis)
end

-- The text at a key if it is a value of ours, or false.
local function value(key)
    local text = redis.pcall('GET', key)
    return type(text) == 'string' and text:sub(1, 2) == 'v1' and text
end
