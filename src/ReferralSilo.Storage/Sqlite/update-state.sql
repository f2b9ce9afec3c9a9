update ledger_state set version = @version, body = @body, due_at = @due_at where row = @row
