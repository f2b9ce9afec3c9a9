-- Each order with an identifier is searched among the tokens, and each search also reads the index's pending list. It
-- is limited to half a megabyte instead of four. In kilobytes.
alter index ledger_token_tokens set (gin_pending_list_limit = 512);
