select one, epoch, since, restored, messages_held, released_at from ledger_installation
