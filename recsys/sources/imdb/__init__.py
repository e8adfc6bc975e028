"""Download and read IMDb's data sets."""
