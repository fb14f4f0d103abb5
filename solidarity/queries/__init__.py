"""Answers that are more than one queryset: who should be asked and why, who would see it, which clocks run."""
