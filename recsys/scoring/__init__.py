"""Score terms shared by the rankings of directors and films."""
