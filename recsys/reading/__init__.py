"""Files that people have, read: tables, JSON and texts to records, cells to values."""
