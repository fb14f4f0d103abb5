"""A small living network for trying the portal: real unions, published cases, made-up people; clearly marked.

Everything is built through the actions that people use, with dates relative to today.
"""
