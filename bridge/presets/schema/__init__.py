"""The published JSON Schemas, one file a version, kept for ever."""
