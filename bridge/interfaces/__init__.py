"""Wire to request and event to wire: nothing here fits or sounds. `addresses` is the table of the OSC
namespace,
`osc` the server, `desk` what an interface may ask of the daemon, `events` what it is told.
"""
