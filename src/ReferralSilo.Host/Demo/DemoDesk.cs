using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Host.Api;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Api.Referrals;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Demo;

/// <summary>
/// Sends the demo's commands the way the API does: as a caller with rights, under an idempotency key. A key names one
/// step of one referral for ever, so sending it again is harmless and hears the answer of the first time.
/// </summary>
public sealed class DemoDesk(ReferralIntake intake, ReferralService desk, TimeProvider time)
{
    /// <summary>How often a command whose outcome is unknown is sent again.</summary>
    private const int Retries = 8;

    /// <summary>First wait before sending again; doubles each time.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    public Task<ReferralAnswer> Submit(DemoReferral referral, string key, CancellationToken ct) =>
        UntilKnown(() => intake.Submit(referral.Input, referral.EnteredBy, Request(DemoStaff.Client, key)), ct);

    public Task<ReferralAnswer> Send(string id, ReferralCommand command, Caller by, string key, CancellationToken ct) =>
        UntilKnown(() => desk.Send(id, command, Request(by, key)), ct);

    public Task<Answer<SlotMatches>> Matches(string id, int limit) => desk.Matches(id, limit, DemoStaff.Scheduler);

    public Task<Answer<ReferralView>> Read(string id) => desk.Read(id, DemoStaff.Scheduler);

    /// <summary>The service did not answer; what was asked may be asked again.</summary>
    public static bool IsUnavailable(Exception e) => GrainCalls.IsTransient(e) || e is OutcomeUnknownException;

    /// <summary>The operation of a key. What is sent follows from the key, so its hash is the key's.</summary>
    public static OperationName Operation(Caller by, string key) =>
        new(ApiRequest.OperationId(by, key), ApiRequest.Hash(key));

    private static ApiRequest Request(Caller by, string key) => new(by, key, Operation(by, key), null);

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
            // As the API answers it: whether it took effect is not known, and the same key may be sent again.
            return ReferralAnswer.Refused(ProblemFor.OutcomeUnknown(null));
        }
    }
}
