using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Api.Referrals;

/// <summary>The one way in for every channel: parse once, find the source, find the order if it is known, else name and
/// number it.</summary>
public sealed class ReferralIntake(ReferralService desk, SourceCatalog sources, OrderDeduplicator orders,
    ReferralNumbers numbers, GrainCalls calls, TimeProvider time)
{
    /// <param name="input">As it arrived.</param>
    /// <param name="channel">How it entered.</param>
    /// <param name="request">Who, and which operation.</param>
    /// <param name="unread">What the reader of the body could not take or keep.</param>
    public async Task<ReferralAnswer> Submit(
        SubmitReferral input, IntakeChannel channel, ApiRequest request, IReadOnlyList<IntakeWarning>? unread = null)
    {
        // "If-Match: *" speaks of the list of referrals, which is always there; the referral itself is yet to be made.
        if (request.IfVersion is { Exists: true } any) request =
            request with { IfVersion = any with { Exists = false } };
        var today = CivilTime.LatestDay(time.Now());
        var parsed = channel == IntakeChannel.Fhir
            ? OptionalValues.Parse(input, channel, request.Caller.Source, today)
            : SubmissionParser.Parse(input, channel, request.Caller.Source, today);
        if (parsed.Value is not { } submission) return ReferralAnswer.Refused(ProblemFor.Input(parsed.Errors));
        switch (submission.NeedBy is { } needBy ? NeedBy.Classify(needBy, time.Now()) : NeedByRange.Usable)
        {
            case NeedByRange.OutOfRange:
                return ReferralAnswer.Refused(ProblemFor.Input("/needBy", NeedBy.OutOfRangeText));
            case NeedByRange.Past:
                submission =
                    submission with { Warnings =
                    [.. submission.Warnings ?? [], new IntakeWarning("/needBy", NeedBy.PastCode)] };
                break;
        }

        if (unread is { Count: > 0 }) submission =
            submission with { Warnings = [.. unread, .. submission.Warnings ?? []] };
        if (request.Caller.BoundToSource && submission.Source?.Value != request.Caller.Source)
            return ReferralAnswer.Refused(ProblemFor.Input("/source", "You may only submit for your own source."));

        var (found, problem) = await WithSource(submission);
        if (problem is not null) return ReferralAnswer.Refused(problem);
        var keys = OrderIdentifiers.Keys(found!);
        using var gate = await orders.Enter(keys);
        if (await calls.Read(() => orders.Find(keys)) is { } same) return await desk.Order(same,
            new Submit(same, found!, ""), request);
        var id = IdOf(found!, request);
        return await desk.Order(id, new Submit(id, found!, await numbers.Next()), request);
    }

    /// <summary>
    /// Takes back the order that one of the identifiers names. Null when none of them does; the patient must not be
    /// another, when one is named.
    /// </summary>
    public async Task<ReferralAnswer?> Withdraw(SubmitReferral input, string reason, ApiRequest request)
    {
        var source = string.IsNullOrWhiteSpace(input.Source) ? request.Caller.Source : input.Source;
        if (request.Caller.BoundToSource && source != request.Caller.Source)
            return ReferralAnswer.Refused(ProblemFor.Input("/source", "You may only submit for your own source."));
        var (identifiers, patient) = SubmissionParser.OrderOf(input, CivilTime.LatestDay(time.Now()));
        var keys = OrderIdentifiers.Keys(source is null ? null : new SourceId(source), identifiers, patient);
        using var gate = await orders.Enter(keys);
        if (await calls.Read(() => orders.Find(keys)) is not { } id) return null;
        if (patient is not null
            && await desk.AnotherPatient(id, patient) is { } refusal) return ReferralAnswer.Refused(
            ProblemFor.Refusal(refusal));
        return await desk.Order(id, new Withdraw(reason), request);
    }

    private async Task<(Submission? Submission, Problem? Problem)> WithSource(Submission submission)
    {
        if (submission.Source is null && submission.Tracking?.Code is { } code
            && await sources.ByCode(code) is { } byCode)
            submission = submission with { Source = byCode.Id };
        if (submission.Source is not { } id) return (submission, null);
        return await sources.Find(id) switch
        {
            null => (null, ProblemFor.Input("/source", "There is no such source.")),
            { Active: false } =>
                (null, ProblemFor.Refusal(new Refusal("source-inactive", "This source may not submit at present."))),
            _ => (submission, null),
        };
    }

    /// <summary>
    /// A new order is named by the smallest of its identifiers, so that two sendings at once land on one grain, on
    /// whichever silo; without any, by the key of the client: the same key is the same referral. Without a key the
    /// operation is 128 bits of chance.
    /// </summary>
    private static ReferralId IdOf(Submission submission, ApiRequest request) => new(
        OrderIdentifiers.Keys(submission) is [var smallest, ..] ? "r" + ApiRequest.Hash($"identifier\n{smallest}")[..31]
            : "r" + request.Operation.Id[..31]);
}
