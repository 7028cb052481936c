"""`sds-bridge bench voice`: notes a core plays in time, beside other engines."""
