"""The pages of the app: read widgets, call recsys, draw."""
