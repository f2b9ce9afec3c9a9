select kind, id, version, body, received_at from ledger_state
where kind = @kind
  and (received_at, id) < (@after_at, @after_id) --? after
  and stage = @stage --? stage
  and service_line = @service_line --? service_line
  and priority = @priority --? priority
  and source = @source --? source
  and campaign = @campaign --? campaign
  and assigned_to = @assigned_to --? assigned_to
  and open --? open
  and not open --? closed
  and (kind, id) in (select kind, id from ledger_token where tokens @> @tokens) --? tokens
  and (kind, id) in (select kind, id from ledger_token where tokens && @any_token) --? any_token
order by received_at desc, id desc
limit @limit
