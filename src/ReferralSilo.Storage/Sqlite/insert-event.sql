insert into ledger_event (kind, id, version, type, actor, at, body, operation_id, request_hash)
values (@kind, @id, @version, @type, @actor, @at, @body, @operation_id, @request_hash)
