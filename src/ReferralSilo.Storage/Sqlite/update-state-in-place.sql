-- Without the columns of the list indexes: an update that names them writes the indexes even when nothing changes.
update ledger_state set
  version = @version, body = @body, due_at = @due_at, stage = @stage, priority = @priority, source = @source,
  campaign = @campaign, assigned_to = @assigned_to, tokens = @tokens
where row = @row
