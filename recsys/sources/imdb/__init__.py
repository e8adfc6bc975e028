"""IMDb's data sets: reading and downloading them."""
