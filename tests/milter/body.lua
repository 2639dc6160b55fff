-- A body with bytes that SMTP does not let through, sent as it is: body, a file.
-- SPDX-License-Identifier: MIT
dofile(dir .. "/talk.lua")

local m = message("short.eml")
local conn = open()
walk(conn, m, "connect", "eoh")
ok("body", mt.bodyfile(conn, body))
expect("reply to the body", reply(conn), "continue")
walk(conn, m, "eom", "eom")
expect_lean(conn)
mt.disconnect(conn)
