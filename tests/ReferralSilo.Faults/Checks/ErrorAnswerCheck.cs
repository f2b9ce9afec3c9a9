namespace ReferralSilo.Faults.Checks;

/// <summary>
/// A temporary failure is answered with 503 and one of our codes; if the outcome of an operation is unknown, the answer
/// names the operation. Any other status above 499 is an error of the program.
/// </summary>
internal static class ErrorAnswerCheck
{
    public static IEnumerable<Violation> Check(History history) =>
        from call in history.Calls
        where call.Answer is { Status: >= 500 }
        let wrong = Wrong(call)
        where wrong is not null
        select new Violation("answers", $"{call.Name} was answered {call.Answer!.Status} {call.Answer.Code}{wrong}.",
            call.Request, call.Answer);

    private static string? Wrong(Call call) => call.Answer switch
    {
        { Status: not 503 } => ": an internal error",
        { Code: null } => " without a code",
        { Code: "outcome-unknown", Operation: null } when call.Request.Key is not null => " without its operation",
        _ => null,
    };
}
