"""Wikipedia: the beginnings of articles about films, found through Wikidata, kept on disk."""
