insert into ledger_state (
  kind, id, version, body, partition, due_at, received_at,
  stage, open, service_line, priority, source, campaign, assigned_to, tokens)
values (
  @kind, @id, @version, @body, @partition, @due_at, @received_at,
  @stage, @open, @service_line, @priority, @source, @campaign, @assigned_to, @tokens)
returning row
