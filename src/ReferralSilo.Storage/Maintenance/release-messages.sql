update ledger_installation set messages_held = @held, released_at = @released where messages_held
