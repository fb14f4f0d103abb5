"""What others send mail with: a small project of its own, run in an environment of its own."""
