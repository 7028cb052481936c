"""Wire to request and event to wire: nothing here fits or sounds.

    osc_udp · osc_tcp · websocket ─► osc_packets ─► inbox ─► osc_dispatch ─► commands ─► desk
                                          (later: schedule)       │
    clients ◄─ links ◄─ peers (subscribers) ◄─ pacing ◄─ osc_messages ◄─ events

`addresses` is the table of the OSC namespace, from which dispatch, ADDRESSES.md and `oscquery` are made; `osc` opens
UDP and TCP, `http` OSCQuery's HTTP and WebSocket behind `http.guard`, `discovery` announces them. `desk` is what an
interface may ask of the daemon, `events` what it is told. `osc.client` is the other end, for scripts and tests.
"""
