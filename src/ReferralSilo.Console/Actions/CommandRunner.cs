using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Actions;

/// <summary>
/// Sends one order at a time with its own operation key. After an unknown outcome the same order can only be repeated
/// under the same key, so that it takes effect at most once.
/// </summary>
public sealed class CommandRunner(IConsoleApi desk)
{
    /// <summary>The last order and what became of it; null when nothing needs to be said.</summary>
    public Attempt? Last { get; private set; }

    public bool Running => Last is { Running: true };

    /// <summary>
    /// The referral as changed, or null when refused, unknown, or while another order runs (a double key press). It is
    /// done to the version that the person has read, and to no other.
    /// </summary>
    public Task<ReferralView?> Send(string referral, long version, ReferralCommand command) =>
        Running ? Task.FromResult<ReferralView?>(null)
            : Send(new Attempt(referral, version, command, Guid.NewGuid().ToString("N")));

    /// <summary>The same order under the same key.</summary>
    public Task<ReferralView?> AskAgain() =>
        Last is { Running: false, Problem: not null } last ? Send(last) : Task.FromResult<ReferralView?>(null);

    public void Clear()
    {
        if (!Running) Last = null;
    }

    private async Task<ReferralView?> Send(Attempt attempt)
    {
        Last = attempt with { Running = true, Problem = null };
        try
        {
            var answer = await desk.Send(attempt.Referral, attempt.Command, attempt.Operation, attempt.Version);
            Last = answer.Ok ? null : attempt with { Problem = answer.Problem, Running = false };
            return answer.Value;
        }
        catch (Exception broken)
            when (broken is TimeoutException or HttpRequestException or IOException or OperationCanceledException)
        {
            // No answer is not a no: it may have taken effect.
            Last = attempt with { Problem = Unanswered, Running = false };
            return null;
        }
    }

    private static Problem Unanswered { get; } =
        new(503, "outcome-unknown", "No answer came back. It may or may not have taken effect; ask again to find out.");
}

/// <param name="Referral">Which referral.</param>
/// <param name="Version">The version that the person had read.</param>
/// <param name="Command">The order.</param>
/// <param name="Operation">Its idempotency key.</param>
/// <param name="Problem">Why not; null while running.</param>
/// <param name="Running">True until answered.</param>
public sealed record Attempt(string Referral, long Version, ReferralCommand Command, string Operation,
    Problem? Problem = null, bool Running = false)
{
    /// <summary>It may have taken effect.</summary>
    public bool OutcomeUnknown => Problem is { Status: 503 };

    /// <summary>It was changed meanwhile: nothing was done.</summary>
    public bool Outdated => Problem is { Code: "version-mismatch" };
}
