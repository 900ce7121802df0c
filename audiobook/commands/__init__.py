"""What each command does, without the terminal: `cli` asks for it and shows what came of it."""
