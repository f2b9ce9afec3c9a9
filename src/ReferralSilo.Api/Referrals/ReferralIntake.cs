using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Sources;

namespace ReferralSilo.Api.Referrals;

/// <summary>Takes in referrals of every channel: parses, finds the source, finds the referral with the same identifier,
/// or creates one with a new id and number.</summary>
public sealed class ReferralIntake(ReferralService referrals, SourceCatalog sources, OrderDeduplicator orders,
    PatientFinder patients, ReferralNumbers numbers, OperationNames names, GrainCalls calls, IClock clock)
{
    private static readonly Permission[] Sending = [Permission.SubmitReferral, Permission.WriteFhir];

    /// <param name="input">The submission as received.</param>
    /// <param name="channel">The channel of the submission.</param>
    /// <param name="request">The caller and the operation.</param>
    /// <param name="readerWarnings">Warnings of the body reader about values that it did not keep.</param>
    public async Task<ReferralAnswer> Submit(SubmitReferral input, IntakeChannel channel, ApiRequest request,
        IReadOnlyList<IntakeWarning>? readerWarnings = null)
    {
        // "If-Match: *" is about the list of referrals, which always exists; the referral itself does not exist yet.
        if (request.IfVersion is { Exists: true } condition)
            request = request with { IfVersion = condition with { Exists = false } };
        var now = clock.GetCurrentInstant();
        var today = CivilTime.LatestDay(now);
        var parsed = channel == IntakeChannel.Fhir
            ? OptionalValues.Parse(input, channel, request.Caller.Source, today)
            : SubmissionParser.Parse(input, channel, request.Caller.Source, today);
        if (parsed.Value is not { } submission) return ReferralAnswer.Refused(ProblemFor.Input(parsed.Errors));
        switch (submission.NeedBy is { } needBy ? NeedBy.Classify(needBy, now) : NeedByRange.Usable)
        {
            case NeedByRange.OutOfRange:
                return ReferralAnswer.Refused(ProblemFor.Input("/needBy", NeedBy.OutOfRangeText));
            case NeedByRange.Past:
                var past = new SubmissionWarning("/needBy", NeedBy.PastCode);
                submission = submission with { Warnings = [.. submission.Warnings ?? [], past] };
                break;
        }

        if (readerWarnings is { Count: > 0 })
            submission = submission with
            {
                Warnings = [.. readerWarnings.Select(w => new SubmissionWarning(w.Field, w.Code, w.Value)),
                    .. submission.Warnings ?? []],
            };
        if (Forbidden(request.Caller, submission.Source?.Value) is { } forbidden)
            return ReferralAnswer.Refused(forbidden);

        var (found, problem) = await WithSource(submission);
        if (problem is not null) return ReferralAnswer.Refused(problem);
        var keys = OrderIdentifiers.Keys(found!);
        // Orders of the same person are taken in one after the other too, so that the second one finds the first.
        using var entered = await orders.Enter([.. keys, .. PatientMatch.Keys(found!.Source, found.Patient)]);
        if (await calls.Read(() => orders.Find(keys)) is { } existing)
            return await OutOfScope(existing, Sending, request) is { } elsewhere
                && !await referrals.IsRepeated(request.Operation) ? ReferralAnswer.Refused(elsewhere)
                : await referrals.Execute(existing, new Submit(existing, found!, ""), request);
        var id = IdOf(found!, request);
        var patient = await calls.Read(() => patients.Find(found!.Source, found.Patient, id));
        return await referrals.Execute(id, new Submit(id, found!, await numbers.Next())
        {
            PatientId = patient.Patient, Copy = patient.Copy,
        }, request);
    }

    /// <summary>Withdraws the referral that one of the identifiers names. Null when none is found. When the input has a
    /// patient, it must be the same patient.</summary>
    public async Task<ReferralAnswer?> Withdraw(SubmitReferral input, string reason, ApiRequest request)
    {
        var source = string.IsNullOrWhiteSpace(input.Source) ? request.Caller.Source : input.Source;
        if (Forbidden(request.Caller, source) is { } forbidden) return ReferralAnswer.Refused(forbidden);
        var today = CivilTime.LatestDay(clock.GetCurrentInstant());
        var (identifiers, patient) = SubmissionParser.ParseOrderIdentity(input, today);
        var keys = OrderIdentifiers.Keys(source is null ? null : new SourceId(source), identifiers, patient);
        using var entered = await orders.Enter(keys);
        if (await calls.Read(() => orders.Find(keys)) is not { } id) return null;
        var denied = await OutOfScope(id, [Permission.WithdrawReferral], request);
        // A caller outside of its scope learns neither the referral nor its patient.
        if (denied is not null && !await referrals.IsRepeated(request.Operation)) return null;
        if (denied is null && patient is not null && await referrals.AnotherPatient(id, patient) is { } refusal)
            return ReferralAnswer.Refused(ProblemFor.Refusal(refusal));
        return await referrals.Send(id.Value, new Withdraw(reason), request, bySource: true);
    }

    /// <summary>The answer when the caller may do none of this with the referral that has the identifiers; null when
    /// they may. It names neither the referral nor its service line.</summary>
    private async Task<Problem?> OutOfScope(ReferralId id, IReadOnlyList<Permission> anyOf, ApiRequest request) =>
        anyOf.Any(action => AccessPolicy.CoversEveryReferral(request.Caller, action))
            || (await referrals.Decide(id.Value, request.Caller, anyOf)).Allowed ? null
            : ProblemFor.Code(ProblemCodes.Forbidden, "This order is outside of your scope.");

    private static Problem? Forbidden(Caller caller, string? source)
    {
        var right = AccessPolicy.DecideAny(caller, Sending, AccessObject.Source(source));
        return right.Allowed ? null
            : right.Reason == AccessReasons.OtherSource
                ? ProblemFor.Input("/source", "You may only submit for your own source.")
                : ProblemFor.Code(ProblemCodes.Forbidden);
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
    /// The id of a new referral comes from the smallest identifier, so that concurrent submissions on any silo reach
    /// one grain. Without identifiers it comes from the client's key: the same key is the same referral. Without a key
    /// the operation id has 128 random bits.
    /// </summary>
    private ReferralId IdOf(Submission submission, ApiRequest request) =>
        new(OrderIdentifiers.Keys(submission) is [var smallest, ..]
            ? "r" + names.OfIdentifier(smallest)[..31]
            : "r" + request.Operation.Id[..31]);
}
