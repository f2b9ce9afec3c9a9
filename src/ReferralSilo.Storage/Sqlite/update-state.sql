update ledger_state set
  version = @version, body = @body, due_at = @due_at, received_at = @received_at,
  stage = @stage, open = @open, service_line = @service_line, priority = @priority, source = @source,
  campaign = @campaign, assigned_to = @assigned_to, tokens = @tokens
where row = @row
