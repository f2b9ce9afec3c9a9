using ReferralSilo.Console.Actions;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Patients;

/// <summary>One command to the record of a patient.</summary>
/// <param name="Action">Name as in <see cref="PatientView.Actions"/>.</param>
/// <param name="Did">What the person did, after "You": <c>recorded a consent of</c>.</param>
/// <param name="Send">Sends it.</param>
/// <param name="Version">The version that the person has read, when it is sent.</param>
public sealed record PatientCommand(string Action, string Did, Func<PatientChange, Task<Answer<PatientView>>> Send,
    Func<long> Version);

/// <summary>A command that was sent and not accepted yet.</summary>
/// <param name="Command">The command.</param>
/// <param name="Change">Its idempotency key and version.</param>
/// <param name="Problem">Why it failed; null while it runs.</param>
public sealed record PatientAttempt(PatientCommand Command, PatientChange Change, Problem? Problem = null)
{
    /// <summary>True when the command may have taken effect.</summary>
    public bool OutcomeUnknown => Problem is { Status: 503 };
}

/// <summary>
/// Sends one command at a time to the record of a patient. After an unknown outcome the same is sent again under the
/// same key. When another version is there in which everything shown is the same, because a referral reported
/// something, the command is sent for that version: nothing unread is decided on.
/// </summary>
/// <param name="receipts">Shows what was done.</param>
/// <param name="refresh">Reads the record again; true when what the person sees is the same in it.</param>
public sealed class PatientRunner(Receipts receipts, Func<Task<bool>> refresh)
{
    private const string VersionMismatch = "version-mismatch";

    /// <summary>How often a command is sent when the record changes elsewhere each time.</summary>
    private const int MaxAttempts = 3;

    /// <summary>The last command while it is not accepted; null when there is nothing to show.</summary>
    public PatientAttempt? Last { get; private set; }

    public bool Running { get; private set; }

    /// <summary>The record that answers, or null when the command was refused, its outcome is unknown, or another one
    /// is running.</summary>
    public Task<PatientView?> Send(PatientCommand command) => Once(async () =>
    {
        for (var attempt = 1; ; attempt++)
        {
            var changed = await Send(new PatientAttempt(command,
                new PatientChange(Guid.NewGuid().ToString("N"), command.Version())));
            if (changed is not null || Last?.Problem is not { Code: VersionMismatch }) return changed;
            // What is on the screen is read again in any case, so that the person sees what changed.
            if (!await refresh() || attempt == MaxAttempts) return null;
        }
    });

    /// <summary>Sends the same again under the same key.</summary>
    public Task<PatientView?> Retry() => Once(() =>
        Last is { } last ? Send(last with { Problem = null }) : Task.FromResult<PatientView?>(null));

    public void Clear()
    {
        if (!Running) Last = null;
    }

    private async Task<PatientView?> Once(Func<Task<PatientView?>> send)
    {
        if (Running) return null;
        Running = true;
        try
        {
            return await send();
        }
        finally
        {
            Running = false;
        }
    }

    private async Task<PatientView?> Send(PatientAttempt attempt)
    {
        Last = attempt;
        Answer<PatientView> answer;
        try
        {
            answer = await attempt.Command.Send(attempt.Change);
        }
        catch (Exception broken)
            when (broken is TimeoutException or HttpRequestException or IOException or OperationCanceledException)
        {
            // A missing answer does not mean a refusal: the command may have taken effect.
            answer = new(null, new Problem(503, "outcome-unknown", ""));
        }

        Last = answer.Problem is { } problem ? attempt with { Problem = problem } : null;
        if (answer.Value is { } changed) receipts.Show(changed, attempt.Command.Did);
        return answer.Value;
    }
}
