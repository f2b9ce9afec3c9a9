-- Every order that comes with an identifier is looked for among the tokens, and each look reads what the index has not
-- taken in yet: half a megabyte at most, not four. In kilobytes.
alter index ledger_token_tokens set (gin_pending_list_limit = 512);
