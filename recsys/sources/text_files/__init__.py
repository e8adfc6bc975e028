"""Read texts of films from files of any origin."""
