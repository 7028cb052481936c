"""Wire to request and event to wire: nothing here fits or sounds.

    osc.udp · osc.tcp · http.websocket ─► osc.packets ─► inbox ─► osc.dispatch ─► commands ─► desk
                                              (later: schedule)       │
    clients ◄─ links ◄─ peers (subscribers) ◄─ pacing ◄─ osc.messages ◄─ events

`addresses` is the table of the OSC namespace, from which dispatch, ADDRESSES.md and `http.oscquery` are made.
`osc.server` opens UDP and TCP; `http.server` the page, OSCQuery and WebSockets, behind `http.guard`; `midi.doors` ports
and TCP; `discovery` announces them. `desk` is what an interface may ask of the daemon, `events` what it is told.
`osc.client` is the other end, for scripts and tests.
"""
