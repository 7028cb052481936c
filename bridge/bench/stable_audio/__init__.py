"""`sds-bridge bench stable-audio`."""
