delete from ledger_token where token = @token and row = @row
