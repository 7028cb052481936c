"""HTTP: OSCQuery, WebSockets and the page."""
