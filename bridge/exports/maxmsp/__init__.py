"""Patches and devices for Max and Live, made from the voices' tables and checked."""
