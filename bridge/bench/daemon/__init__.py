"""`sds-bridge bench daemon`: round trips, floods, faults, hostile input."""
