-- Several messages on one connection: each gets its own treatment.
-- SPDX-License-Identifier: MIT
dofile(dir .. "/talk.lua")

local news, letter = message("short.eml"), message("list.eml")
local conn = open()
walk(conn, news, "connect", "eom")
expect_lean(conn)
expect("the second", walk(conn, letter, "mail", "eoh"), "accept")
deliver(conn, news)
expect_lean(conn)
-- After our ACCEPT neither end nor abort comes: MAIL has to begin anew.
expect("the fourth", walk(conn, letter, "mail", "eoh"), "accept")
expect("the fifth", walk(conn, letter, "mail", "eoh"), "accept")
deliver(conn, news)
expect_lean(conn)
mt.disconnect(conn)
