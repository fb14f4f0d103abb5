"""The needle run: every word about people is unique, so that it is known wherever it turns up."""
