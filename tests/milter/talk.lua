-- What the scripts for miltertest share: `sock` and `dir` are given on the command line.
-- SPDX-License-Identifier: MIT

function fail(text)
  mt.echo(text)
  error(text)
end

function expect(what, got, wanted)
  if got ~= wanted then
    fail(what .. ": got " .. tostring(got) .. ", wanted " .. tostring(wanted))
  end
end

function ok(what, problem)
  if problem ~= nil then
    fail(what .. ": " .. tostring(problem))
  end
end

local names = {[SMFIR_CONTINUE] = "continue", [SMFIR_ACCEPT] = "accept", [SMFIR_TEMPFAIL] = "tempfail",
               [SMFIR_SKIP] = "skip", [SMFIR_REJECT] = "reject"}

function reply(conn)
  local r = mt.getreply(conn)
  return names[r] or tostring(r)
end

-- A message file (LF) as a list of {name, value} and a body with CRLF.
function message(file)
  local f = io.open(dir .. "/mail/" .. file, "rb") or io.open(file, "rb")
  local text = f:read("*a")
  f:close()
  local gap = text:find("\n\n", 1, true)
  local headers, body = {}, text:sub(gap + 2):gsub("\r?\n", "\r\n")
  for line in (text:sub(1, gap)):gmatch("[^\n]+") do
    if line:match("^[ \t]") then
      headers[#headers].value = headers[#headers].value .. "\n" .. line
    else
      local name, value = line:match("^([^:]+):(.*)$")
      headers[#headers + 1] = {name = name, value = value}
    end
  end
  return {headers = headers, body = body}
end

function open(actions, steps)
  local conn = mt.connect(sock, 20, 0.1)
  if conn == nil then
    fail("no connection")
  end
  ok("negotiate", mt.negotiate(conn, nil, actions, steps))
  return conn
end

local step = {}
function step.connect(conn)
  ok("connect", mt.conninfo(conn, "client.example", "192.0.2.25"))
end
function step.mail(conn)
  ok("mail", mt.mailfrom(conn, "<bounce-4711@mail.allotment.example>"))
end
function step.rcpt(conn, m)
  mt.macro(conn, SMFIC_RCPT, "i", m.id or "QUEUEID1")
  ok("rcpt", mt.rcptto(conn, m.rcpt or "<reader@example.org>"))
end
-- With HDR_LEADSPC the value goes as it stands in the message, else without its first space.
function step.headers(conn, m)
  local keep = mt.test_option(conn, SMFIP_HDR_LEADSPC)
  for _, h in ipairs(m.headers) do
    ok("header", mt.header(conn, h.name, keep and h.value or (h.value:gsub("^ ", ""))))
  end
end
function step.eoh(conn)
  ok("eoh", mt.eoh(conn))
end
function step.body(conn, m)
  local size = m.chunk or 65535
  for at = 1, #m.body, size do
    ok("body", mt.bodystring(conn, m.body:sub(at, at + size - 1)))
    if reply(conn) ~= "continue" then
      return
    end
  end
end
function step.eom(conn)
  ok("eom", mt.eom(conn))
end

order = {"connect", "mail", "rcpt", "headers", "eoh", "body", "eom"}

-- Walks from one step to another; returns the last reply.
function walk(conn, m, from, to)
  local on = false
  for _, name in ipairs(order) do
    on = on or name == from
    if on then
      step[name](conn, m)
    end
    if name == to then
      break
    end
  end
  return reply(conn)
end

-- One message of an open connection.
function deliver(conn, m)
  return walk(conn, m, "mail", "eom")
end

-- The message was cut: field and body, and the mail goes on.
function expect_lean(conn)
  expect("reply at the end", reply(conn), "continue")
  expect("body replaced", mt.eom_check(conn, MT_BODYCHANGE), true)
  expect("field inserted", mt.eom_check(conn, MT_HDRINSERT, "X-Leanletter"), true)
end

-- Nothing was changed.
function expect_unchanged(conn)
  for _, op in ipairs({MT_BODYCHANGE, MT_HDRINSERT, MT_HDRADD, MT_HDRCHANGE, MT_HDRDELETE, MT_RCPTADD, MT_RCPTDELETE,
                       MT_QUARANTINE, MT_SMTPREPLY}) do
    expect("operation " .. tostring(op), mt.eom_check(conn, op), false)
  end
end
