-- Abort after each step, then a message on the same connection; and connections that end without a word.
-- SPDX-License-Identifier: MIT
dofile(dir .. "/talk.lua")

local news = message("short.eml")
for i = 2, #order - 1 do
  local conn = open()
  walk(conn, news, "connect", order[i])
  ok("abort after " .. order[i], mt.abort(conn))
  deliver(conn, news)
  expect_lean(conn)
  mt.disconnect(conn)
end
for i = 1, #order do
  local conn = open()
  walk(conn, news, "connect", order[i])
  mt.disconnect(conn, false)
end
for _ = 1, 20 do
  mt.disconnect(mt.connect(sock), false) -- a port probe
end
local conn = open()
walk(conn, news, "connect", "eom")
expect_lean(conn)
mt.disconnect(conn)
