using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Actions;

/// <summary>
/// Sends one command at a time, each with its own idempotency key. After an unknown outcome,
/// the same command can only be retried under the same key, so it takes effect at most once.
/// </summary>
public sealed class CommandRunner(IConsoleApi api, Receipts receipts)
{
    /// <summary>The last command and its result; null when there is nothing to show.</summary>
    public Attempt? Last { get; private set; }

    /// <summary>The last decision that took effect and can be taken back for some seconds; null when there is
    /// none.</summary>
    public UndoableDecision? Done { get; private set; }

    public bool Running => Last is { Running: true };

    /// <summary>
    /// Returns the changed referral, or null when the command was refused, its
    /// outcome is unknown, or another command is running (a double key press). The
    /// command applies only to <paramref name="version"/>, which the person has read.
    /// </summary>
    public Task<ReferralView?> Send(string referral, long version, ReferralCommand command) =>
        Running ? Task.FromResult<ReferralView?>(null)
            : Send(new Attempt(referral, version, command, Guid.NewGuid().ToString("N")));

    /// <summary>Sends the same command again under the same key.</summary>
    public Task<ReferralView?> Retry() =>
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
            var answer = await api.Send(attempt.Referral, attempt.Command, attempt.Operation, attempt.Version);
            Last = answer.Ok ? null : attempt with { Problem = answer.Problem, Running = false };
            if (answer.Value is { } changed)
            {
                receipts.Show(changed, attempt.Command);
                Done = UndoableDecision.Of(attempt.Command, changed);
            }

            return answer.Value;
        }
        catch (Exception broken)
            when (broken is TimeoutException or HttpRequestException or IOException or OperationCanceledException)
        {
            // A missing answer does not mean a refusal: the command may have taken effect.
            Last = attempt with { Problem = NoAnswer, Running = false };
            return null;
        }
    }

    private static Problem NoAnswer { get; } = new(503, "outcome-unknown",
        "No answer came back. It may or may not have taken effect; send again to find out.");
}

/// <summary>One command that was sent.</summary>
/// <param name="Version">The version that the person had read.</param>
/// <param name="Operation">The idempotency key.</param>
/// <param name="Problem">Why it failed; null while it runs.</param>
public sealed record Attempt(string Referral, long Version, ReferralCommand Command, string Operation,
    Problem? Problem = null, bool Running = false)
{
    /// <summary>True when the command may have taken effect.</summary>
    public bool OutcomeUnknown => Problem is { Status: 503 };

    /// <summary>True when the referral had changed in the meantime and nothing was done.</summary>
    public bool Outdated => Problem is { Code: "version-mismatch" };
}
