-- One message.  file: the message; end: lean, unchanged, accept (at the end of the header), pass (at the body).
-- miltertest keeps at most 1 kB of a new body: what is cut here has to be short.
-- SPDX-License-Identifier: MIT
dofile(dir .. "/talk.lua")

local m = message(file)
local conn = open()

local finish = {}
function finish.lean()
  walk(conn, m, "connect", "eom")
  expect_lean(conn)
end
function finish.unchanged()
  expect("reply at the end", walk(conn, m, "connect", "eom"), "continue")
  expect_unchanged(conn)
end
function finish.accept()
  expect("reply at the end of the header", walk(conn, m, "connect", "eoh"), "accept")
end
function finish.pass()
  expect("reply to the header", walk(conn, m, "connect", "eoh"), "continue")
  expect("reply to the body", walk(conn, m, "body", "body"), "accept")
end
finish[_G["end"]]()
mt.disconnect(conn)
