namespace ReferralSilo.Storage;

/// <summary>The filter lines of <c>search.sql</c> that a query keeps, and their values.</summary>
internal static class SearchFilters
{
    public static IReadOnlyCollection<string> Of(StateQuery query, ListPosition? after)
    {
        List<string> wanted = [];
        if (after is not null) wanted.Add("after");
        if (query.Stage is not null) wanted.Add("stage");
        if (query.ServiceLine is not null) wanted.Add("service_line");
        if (query.Priority is not null) wanted.Add("priority");
        if (query.Source is not null) wanted.Add("source");
        if (query.Campaign is not null) wanted.Add("campaign");
        if (query.AssignedTo is not null) wanted.Add("assigned_to");
        if (query.Open is { } open) wanted.Add(open ? "open" : "closed");
        if (query.Tokens is { Count: > 0 }) wanted.Add("tokens");
        wanted.Add(query.AnyToken is { Count: > 0 } ? "any_token" : "listed");
        return wanted;
    }

    /// <summary>The values of all kept filters except the tokens, which each engine passes in its own way.</summary>
    public static IEnumerable<(string Name, object Value)> Values(StateQuery query, ListPosition? after)
    {
        if (after is not null)
        {
            yield return ("after_at", after.Sort);
            yield return ("after_id", after.Id);
        }

        if (query.Stage is not null) yield return ("stage", query.Stage);
        if (query.ServiceLine is not null) yield return ("service_line", query.ServiceLine);
        if (query.Priority is { } priority) yield return ("priority", priority);
        if (query.Source is not null) yield return ("source", query.Source);
        if (query.Campaign is not null) yield return ("campaign", query.Campaign);
        if (query.AssignedTo is not null) yield return ("assigned_to", query.AssignedTo);
    }
}
