-- Requests from a file, for wrk:  wrk -s load.lua URL -- FILE STAMP THREADS
-- A line is [CREDENTIAL] METHOD PATH [BODY]; a credential begins with hub_. Each thread sends lines of its own, from the first again
-- after the last. @ in a body becomes a text that was never sent before.
local made = 0

function setup(thread)
	thread:set("number", made)
	made = made + 1
end

function init(args)
	local threads = tonumber(args[3])
	stamp, sent, at, lines = args[2] .. number .. "x", 0, 0, {}
	local seen = 0
	for line in io.lines(args[1]) do
		if seen % threads == number then
			local credential, rest = line:match("^(hub_%S+) (.*)$")
			local method, path, body = (rest or line):match("^(%S+) (%S+) ?(.*)$")
			local headers = credential and { Authorization = "Bearer " .. credential } or nil
			local plain = wrk.format(method, path, headers, body ~= "" and body or nil)
			lines[#lines + 1] = { method = method, path = path, body = body, plain = plain }
		end
		seen = seen + 1
	end
end

function request()
	at = at % #lines + 1
	local line = lines[at]
	if not line.body:find("@", 1, true) then
		return line.plain
	end
	sent = sent + 1
	return wrk.format(line.method, line.path, nil, (line.body:gsub("@", stamp .. sent)))
end
