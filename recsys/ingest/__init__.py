"""Build a catalogue from its sources and publish it."""
