"""What pages are made of, by page family."""
