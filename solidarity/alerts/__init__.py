"""The alert engine: everyone concerned is told once, in their language, whatever dies on the way."""
