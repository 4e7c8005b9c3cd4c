import { createHash } from 'node:crypto';
import { FENCE_STEP } from './carrier-state.ts';

/** Runs in Redis as one step. The rules are those of `CarrierState`; the contract suite holds both to them. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

function script(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** ARGV 1: the identity that was heard, or empty; 2: the one it gets if it has none. */
const SAME_CARRIER = `
local id = redis.call('GET', KEYS[1])
if id then
  if ARGV[1] ~= '' and ARGV[1] ~= id then return {'other'} end
else
  if ARGV[1] ~= '' then return {'other'} end
  redis.call('SET', KEYS[1], ARGV[2])
end
`;

/**
 * KEYS identity, low, high, commands. ARGV 3: how many origins have a number up to which all is settled; these, origin
 * and number; then origin, number, text, mac of each.
 */
export const APPEND_COMMANDS = script(`${SAME_CARRIER}
local low, high, below, settled = {}, {}, {}, {}
local start = 4 + 2 * tonumber(ARGV[3])
for i = 4, start - 1, 2 do settled[ARGV[i]] = tonumber(ARGV[i + 1]) end
for i = start, #ARGV, 4 do
  local origin, seq = ARGV[i], tonumber(ARGV[i + 1])
  if high[origin] == nil then
    high[origin] = tonumber(redis.call('HGET', KEYS[3], origin) or '') or false
    low[origin] = tonumber(redis.call('HGET', KEYS[2], origin) or '') or false
  end
  local last = high[origin]
  if last and seq > last + 1 and seq <= (settled[origin] or 0) + 1 then last = false end
  if last and seq > last + 1 then return {'gap', origin, string.format('%.0f', last + 1)} end
  if not (last and seq >= low[origin] and seq <= last) then
    redis.call('XADD', KEYS[4], '*', 'o', origin, 's', ARGV[i + 1], 'p', ARGV[i + 2], 'm', ARGV[i + 3])
    if not last then
      low[origin] = seq
      redis.call('HSET', KEYS[2], origin, ARGV[i + 1])
    end
    if not last or seq > last then
      high[origin] = seq
      redis.call('HSET', KEYS[3], origin, ARGV[i + 1])
    else
      below[#below + 1] = {origin, seq, ARGV[i + 1]}
    end
  end
end
for i = #below, 1, -1 do
  local origin, seq, text = unpack(below[i])
  if seq == low[origin] - 1 then
    low[origin] = seq
    redis.call('HSET', KEYS[2], origin, text)
  end
end
return {'ok'}
`);

/**
 * KEYS identity, lease, open, meta, line, entries. ARGV 3: the lease of the holder, empty for whoever publishes again;
 * 4: whether any entry may be the first; from 5: index, fence, fence before, text, mac of each.
 */
export const APPEND_ENTRIES = script(`${SAME_CARRIER}
local lease = redis.call('GET', KEYS[2])
if ARGV[3] ~= '' then
  if lease ~= ARGV[3] then return {'fenced'} end
elseif not lease or redis.call('GET', KEYS[3]) == lease then
  return {'fenced'}
end
local n = (#ARGV - 4) / 5
local function index(i) return tonumber(ARGV[5 * i]) end
local function fence(i) return ARGV[5 * i + 1] end
local function before(i) return ARGV[5 * i + 2] end

local meta = redis.call('HMGET', KEYS[4], 'index', 'fence', 'first')
local tail, tailFence, first = tonumber(meta[1] or ''), meta[2], tonumber(meta[3] or '')
local function fenceAt(place)
  if place == tail then return tailFence end
  return string.match(redis.call('HGET', KEYS[5], place) or '', '^%d+')
end
local function take(from)
  for i = from, n do
    local id = redis.call('XADD', KEYS[6], '*', 'p', ARGV[5 * i + 3], 'm', ARGV[5 * i + 4])
    redis.call('HSET', KEYS[5], ARGV[5 * i], fence(i) .. ' ' .. id)
  end
  redis.call('HSET', KEYS[4], 'index', ARGV[5 * n], 'fence', fence(n))
  return {'ok'}
end

if not tail then
  if ARGV[4] == '' and index(1) ~= 1 then return {'apart'} end
  redis.call('HSET', KEYS[4], 'first', ARGV[5])
  return take(1)
end
local at
for i = 1, n do
  if index(i) > tail or (index(i) >= first and fenceAt(index(i)) ~= fence(i)) then
    at = i
    break
  end
end
if not at then return {'ok'} end
local apart = {'apart', string.format('%.0f', tail), tailFence}
if index(at) > tail then
  if index(at) == tail + 1 and before(at) == tailFence then return take(at) end
  return apart
end
if tonumber(fence(n)) <= tonumber(tailFence) then return apart end
if index(at) == first then
  redis.call('DEL', KEYS[5])
  redis.call('XTRIM', KEYS[6], 'MAXLEN', 0)
  redis.call('HSET', KEYS[4], 'first', ARGV[5])
  return take(1)
end
if before(at) ~= fenceAt(index(at) - 1) then return apart end
for place = index(at), tail do
  redis.call('XDEL', KEYS[6], string.match(redis.call('HGET', KEYS[5], place), '%S+$'))
  redis.call('HDEL', KEYS[5], place)
end
return take(at)
`);

/** KEYS lease, open, meta. ARGV node, above, ms, drawn number, channel. */
export const ACQUIRE = script(`
local held = redis.call('GET', KEYS[1])
if held then
  local by = string.match(held, '^(.*) %d+$')
  if by ~= ARGV[1] then return {'held', by} end
end
local meta = redis.call('HMGET', KEYS[3], 'fence', 'top')
local highest = math.max(tonumber(meta[1] or '') or 0, tonumber(meta[2] or '') or 0, tonumber(ARGV[2]))
local fence = (math.floor(highest / ${FENCE_STEP}) + 1) * ${FENCE_STEP} + tonumber(ARGV[4])
local text = string.format('%.0f', fence)
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. text, 'PX', ARGV[3])
redis.call('HSET', KEYS[3], 'top', text)
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', ARGV[5], ARGV[1] .. ' ' .. text)
return {'ok', text}
`);

/** KEYS lease. ARGV lease, ms. */
export const RENEW = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'taken'} end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'ok'}
`);

/** KEYS lease, open. ARGV lease. */
export const OPEN = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'taken'} end
redis.call('SET', KEYS[2], ARGV[1])
return {'ok'}
`);

/** KEYS lease, open, meta, line, entries. ARGV lease. */
export const CLEAR_ENTRIES = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) == ARGV[1] then return {'taken'} end
redis.call('HDEL', KEYS[3], 'index', 'fence', 'first')
redis.call('DEL', KEYS[4])
redis.call('XTRIM', KEYS[5], 'MAXLEN', 0)
return {'ok'}
`);

/** KEYS lease, open. ARGV lease, channel. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'taken'} end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('PUBLISH', ARGV[2], '')
return {'ok'}
`);

/** KEYS members, lease, meta, high. ARGV node, text, mac. */
export const BEAT = script(`
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local before = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[3] .. ' ' .. ARGV[2])
local meta = redis.call('HMGET', KEYS[3], 'index', 'fence')
local lease = redis.call('GET', KEYS[2])
local high = redis.call('HGET', KEYS[4], ARGV[1])
return {now, lease or '', meta[1] or '', meta[2] or '', redis.call('HVALS', KEYS[1]), before or '', high or ''}
`);

/** KEYS members. ARGV node. */
export const FORGET = script(`
redis.call('HDEL', KEYS[1], ARGV[1])
return {'ok'}
`);

/** At once, so that nobody waits long for it; what is more goes the next time. */
const MOST_TRIMMED = 2_000;

/** KEYS meta, line, entries. ARGV index. */
export const TRIM_ENTRIES = script(`
local meta = redis.call('HMGET', KEYS[1], 'index', 'first')
local tail, first = tonumber(meta[1] or ''), tonumber(meta[2] or '')
if not tail then return {'ok'} end
local last = math.min(tonumber(ARGV[1]), tail, first + ${MOST_TRIMMED} - 1)
if last < first then return {'ok'} end
if last == tail then
  redis.call('XTRIM', KEYS[3], 'MAXLEN', 0)
else
  redis.call('XTRIM', KEYS[3], 'MINID', string.match(redis.call('HGET', KEYS[2], last + 1), '%S+$'))
end
for place = first, last do redis.call('HDEL', KEYS[2], place) end
redis.call('HSET', KEYS[1], 'first', string.format('%.0f', last + 1))
return {'ok'}
`);

/** KEYS commands. ARGV origin, number of each. */
export const TRIM_COMMANDS = script(`
local upTo = {}
for i = 1, #ARGV, 2 do upTo[ARGV[i]] = tonumber(ARGV[i + 1]) end
for _, kept in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ${MOST_TRIMMED})) do
  local last = upTo[kept[2][2]]
  if last and tonumber(kept[2][4]) <= last then redis.call('XDEL', KEYS[1], kept[1]) end
end
return {'ok'}
`);

export const SCRIPTS: readonly Script[] = [
  APPEND_COMMANDS,
  APPEND_ENTRIES,
  ACQUIRE,
  RENEW,
  OPEN,
  CLEAR_ENTRIES,
  RELEASE,
  BEAT,
  FORGET,
  TRIM_ENTRIES,
  TRIM_COMMANDS,
];
