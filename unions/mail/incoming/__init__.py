"""Mail that comes in: what it is and what it says. Whatever it holds, reading it changes nothing."""
