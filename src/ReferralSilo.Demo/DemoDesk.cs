using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Demo;

/// <summary>
/// Sends the demo's commands like the API: as a caller with rights and with an idempotency key. A key always identifies
/// the same step of one referral, so a repeated command is safe and returns the first answer.
/// </summary>
public sealed class DemoDesk(ReferralIntake intake, ReferralService desk, OperationNames names, TimeProvider time)
{
    /// <summary>Maximum number of retries for a command with an unknown outcome.</summary>
    private const int Retries = 8;

    /// <summary>Wait before the first retry; doubles with each retry.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    public Task<ReferralAnswer> Submit(DemoReferral referral, string key, CancellationToken ct) =>
        UntilKnown(() => intake.Submit(referral.Input, referral.EnteredBy, Request(DemoStaff.Client, key)), ct);

    public Task<ReferralAnswer> Send(string id, ReferralCommand command, Caller by, string key, CancellationToken ct) =>
        UntilKnown(() => desk.Send(id, command, Request(by, key)), ct);

    public Task<Answer<SlotMatches>> Matches(string id, int limit) => desk.Matches(id, limit, DemoStaff.Scheduler);

    public Task<Answer<ReferralView>> Read(string id) => desk.Read(id, DemoStaff.Scheduler);

    /// <summary>True when the service did not answer and the request may be retried.</summary>
    public static bool IsUnavailable(Exception e) => GrainCalls.IsTransient(e) || e is OutcomeUnknownException;

    /// <summary>The operation for a key. The key determines the content, so it stands for the request too.</summary>
    public OperationName Operation(Caller by, string key) => names.Of(by, key, key);

    private ApiRequest Request(Caller by, string key) => new(by, key, Operation(by, key), null);

    private async Task<ReferralAnswer> UntilKnown(Func<Task<ReferralAnswer>> send, CancellationToken ct)
    {
        var wait = FirstWait;
        for (var sent = 1; ; sent++)
        {
            ct.ThrowIfCancellationRequested();
            var answer = await Once(send);
            if (answer.Problem?.Status != StatusCodes.Status503ServiceUnavailable || sent > Retries) return answer;
            await Task.Delay(wait, time, ct);
            wait *= 2;
        }
    }

    private static async Task<ReferralAnswer> Once(Func<Task<ReferralAnswer>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            // Same as the API: the outcome is unknown, and the client may retry with the same key.
            return ReferralAnswer.Refused(ProblemFor.OutcomeUnknown(null));
        }
    }
}
