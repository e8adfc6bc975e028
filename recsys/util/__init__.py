"""Small tools without knowledge of films."""
