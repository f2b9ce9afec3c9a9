update ledger_installation
set epoch = @epoch, since = @since, restored = @restored, messages_held = @held, released_at = null
