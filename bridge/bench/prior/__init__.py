"""`sds-bridge prior evaluate` and `prior compare`."""
