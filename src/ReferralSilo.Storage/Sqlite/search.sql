select kind, id, version, body, received_at from ledger_state
where kind = @kind --? listed
-- The plus prevents the list index, with which every row of the kind would be read to find the few. --? any_token
where +kind = @kind --? any_token
  and (received_at, id) < (@after_at, @after_id) --? after
  and stage = @stage --? stage
  and service_line = @service_line --? service_line
  and priority = @priority --? priority
  and source = @source --? source
  and campaign = @campaign --? campaign
  and assigned_to = @assigned_to --? assigned_to
  and open = 1 --? open
  and open = 0 --? closed
  and row in ( --? tokens
    select row from ledger_token where token in (select value from json_each(@tokens)) --? tokens
    group by row having count(*) = @token_count) --? tokens
  and row in (select row from ledger_token where token in (select value from json_each(@any_token))) --? any_token
order by received_at desc, id desc
limit @limit
