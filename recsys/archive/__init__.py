"""Builds and tables as files for other machines and tools."""
