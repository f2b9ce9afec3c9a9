update ledger_installation set messages_held = @held
