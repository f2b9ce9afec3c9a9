using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Api.Referrals;

/// <summary>The one way in for every channel: parse once, find the source, name the referral, order it.</summary>
public sealed class ReferralIntake(ReferralDesk desk, SourceCatalog sources, TimeProvider time)
{
    /// <param name="input">As it arrived.</param>
    /// <param name="channel">How it entered.</param>
    /// <param name="request">Who, and which operation.</param>
    /// <param name="unread">What the reader of the body could not take or keep.</param>
    public async Task<ReferralAnswer> Submit(
        SubmitReferral input, IntakeChannel channel, ApiRequest request, IReadOnlyList<IntakeWarning>? unread = null)
    {
        var today = time.Now().InUtc().Date;
        var parsed = channel == IntakeChannel.Fhir
            ? OptionalValues.Parse(input, channel, request.Caller.Source, today)
            : SubmissionParser.Parse(input, channel, request.Caller.Source, today);
        if (parsed.Value is not { } submission) return ReferralAnswer.No(ProblemFor.Input(parsed.Errors));
        switch (submission.NeedBy is { } needBy ? NeedBy.Judge(needBy, time.Now()) : NeedByJudgement.Usable)
        {
            case NeedByJudgement.OutOfRange:
                return ReferralAnswer.No(ProblemFor.Input("/needBy", NeedBy.OutOfRangeText));
            case NeedByJudgement.Past:
                submission = submission with { Warnings = [.. submission.Warnings ?? [], new IntakeWarning("/needBy", NeedBy.PastCode)] };
                break;
        }

        if (unread is { Count: > 0 }) submission = submission with { Warnings = [.. unread, .. submission.Warnings ?? []] };
        if (request.Caller.BoundToSource && submission.Source?.Value != request.Caller.Source)
            return ReferralAnswer.No(ProblemFor.Input("/source", "You may only submit for your own source."));

        var (found, problem) = await WithSource(submission);
        if (problem is not null) return ReferralAnswer.No(problem);
        var id = IdOf(found!, request);
        return await desk.Order(id, new Submit(id, found!), request);
    }

    private async Task<(Submission? Submission, Problem? Problem)> WithSource(Submission submission)
    {
        if (submission.Source is null && submission.Tracking?.Code is { } code && await sources.ByCode(code) is { } byCode)
            submission = submission with { Source = byCode.Id };
        if (submission.Source is not { } id) return (submission, null);
        return await sources.Find(id) switch
        {
            null => (null, ProblemFor.Input("/source", "There is no such source.")),
            { Active: false } => (null, ProblemFor.Refusal(new Refusal("source-inactive", "This source may not submit at present."))),
            _ => (submission, null),
        };
    }

    /// <summary>
    /// The same identifier from the same source, or the same key from the same client, is the same referral: it lands on
    /// the same grain, which knows it already. Without a key the operation is 128 bits of chance.
    /// </summary>
    private static ReferralId IdOf(Submission submission, ApiRequest request) => new(
        submission.Identifiers.Count > 0
            ? "r" + ApiRequest.Hash($"identifier\n{submission.Source}\n{submission.Identifiers[0].System}\n{submission.Identifiers[0].Value}")[..31]
            : "r" + request.Operation.Id[..31]);
}
