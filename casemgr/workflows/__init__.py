"""How records live: definitions, the engine that moves them, guards, refusals and history."""
