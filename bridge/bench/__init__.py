"""Benchmarks that users can repeat."""
