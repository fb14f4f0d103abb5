"""Messages in a chat: Telegram, Matrix, Signal, ntfy and others."""
