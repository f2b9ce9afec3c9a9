select one, epoch, since, restored, messages_held from ledger_installation
