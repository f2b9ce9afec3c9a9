insert into ledger_token (token, row) values (@token, @row)
