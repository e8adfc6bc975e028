"""Parts of the pages that list films: Movies, Discover, Film."""
