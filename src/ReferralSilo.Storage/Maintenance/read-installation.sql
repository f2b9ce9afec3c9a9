select epoch, since, restored, messages_held from ledger_installation
