"""Terms that rankings of directors and of films share."""
