"""What collecting from any service takes: a pace, requests that are repeated, answers on disk."""
