"""The terminal's commands, one file a family; `bridge.cli` puts them together. torch is imported when they run."""
