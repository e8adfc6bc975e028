"""HTTP for all services: rate limiting, retries, a cache of responses, downloads."""
