"""WHAT each voice exposes: tables of parameters. No sound is made here. Standard library only."""
