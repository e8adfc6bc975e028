"""Reads files of users and sources: tables, JSON and text to records, and cells to values."""
