-- Without the columns of the list indexes: named in an update, they are written again even when they are the same.
update ledger_state set
  version = @version, body = @body, due_at = @due_at, stage = @stage, priority = @priority, source = @source,
  campaign = @campaign, assigned_to = @assigned_to, tokens = @tokens
where row = @row
