select id, version from ledger_state
where kind = @kind
  and open = 1 and service_line = @service_line --? service_line
