namespace ReferralSilo.Faults.Checks;

/// <summary>
/// What does not work for the moment is answered, not leaked: with 503 and a code of ours, and where nobody knows
/// whether an operation took effect the answer names it. Any other status above 499 is something that broke.
/// </summary>
internal static class AnswerCheck
{
    public static IEnumerable<Violation> Check(History history) =>
        from call in history.Calls
        where call.Told is { Status: >= 500 }
        let wrong = Wrong(call)
        where wrong is not null
        select new Violation("answers", $"{call.Name} was answered {call.Told!.Status} {call.Told.Code}{wrong}.",
            call.Asked, call.Told);

    private static string? Wrong(Call call) => call.Told switch
    {
        { Status: not 503 } => ": something broke",
        { Code: null } => " without a code",
        { Code: "outcome-unknown", Operation: null } when call.Asked.Key is not null => " without its operation",
        _ => null,
    };
}
