using NodaTime;
using NodaTime.Text;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Patients;

/// <summary>Reads and changes the records of patients, for the API and the screens. A record is seen by those who may
/// find patients in the service line of one of its referrals.</summary>
public sealed partial class PatientService(IGrainFactory grains, GrainCalls calls, CurrentReads reads,
    PatientMapper mapper, PatientReferrals referrals, MessageLists messages, PatientReceivers receivers,
    ILedger ledger, IClock clock)
{
    /// <summary>Longest id that is looked up, characters.</summary>
    private const int LongestId = 64;

    /// <summary>The newest referrals whose messages are shown with the patient.</summary>
    private const int ReferralsWithMessages = 20;

    /// <summary>Most messages that are shown with the patient.</summary>
    private const int MostMessages = 200;

    private static readonly string[] Own = ["correct", "consents", "deceased", "merge", "related-people", "private"],
        Merged = ["unmerge"];

    /// <summary>One record; 404 also when the caller may not see it.</summary>
    public async Task<SettingAnswer<PatientView>> Read(string id, Caller caller, CancellationToken ct = default) =>
        await Find(id, caller, Permission.ReadPatientRecords) is { } found ? await View(found, caller, false, ct)
            : ProblemFor.Code(ProblemCodes.NotFound);

    /// <summary>The referrals of a record that the caller may see, newest first, across service lines.</summary>
    public async Task<Answer<Page<ReferralView>>> Referrals(string id, Caller caller)
    {
        if (await Find(id, caller, Permission.ReadPatientRecords) is not { } found)
            return new Answer<Page<ReferralView>>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var now = clock.GetCurrentInstant();
        var views = found.Referrals.Select(r => (r, Right: AccessPolicy.Decide(caller, Permission.ReadReferrals,
                AccessObject.Of(r.State, now))))
            .Where(x => x.Right.Allowed)
            .Select(x => ReferralService.Limit(ReferralViews.View(x.r.State, x.r.Version, now), x.Right, caller));
        return new Answer<Page<ReferralView>>(new Page<ReferralView>([.. views], null), null);
    }

    /// <summary>The ids of all parts of a record and of its referrals; null when the caller may not see it.</summary>
    public async Task<(IReadOnlyList<PatientId> Patients, IReadOnlyList<ReferralId> Referrals)?> Ids(string id,
        Caller caller) => await Find(id, caller, Permission.ReadPatients) is { } found
            ? ([.. found.Record.Parts.Select(p => p.Id).Append(found.Record.Id).Distinct()],
                [.. found.Referrals.Select(r => r.State.Case.Id)]) : null;

    /// <summary>The messages about the newest referrals of the record that the caller may see, newest first, at most
    /// <see cref="MostMessages"/>.</summary>
    public async Task<Answer<Page<MessageView>>> Messages(string id, Caller caller)
    {
        if (await Find(id, caller, Permission.ReadPatientRecords) is not { } found)
            return new Answer<Page<MessageView>>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var (now, all) = (clock.GetCurrentInstant(), new List<Message>());
        foreach (var referral in found.Referrals.Select(r => r.State)
            .Where(r => caller.May(Permission.ReadPatientRecords, AccessObject.Of(r, now))).Take(ReferralsWithMessages))
            all.AddRange((await messages.OfReferral(referral.Case.Id.Value)).Select(m => m.State));
        return new Answer<Page<MessageView>>(new Page<MessageView>([.. all.OrderByDescending(m => m.Case.PlannedAt)
            .ThenBy(m => m.Case.Id, StringComparer.Ordinal).Take(MostMessages)
            .Select(m => MessageViews.View(m, now))], null), null);
    }

    /// <summary>Corrects the patient in all referrals.</summary>
    public async Task<SettingAnswer<PatientView>> Correct(string id, CorrectPatientInput input, ApiRequest request)
    {
        var (command, errors) = CorrectionParser.Parse(input, CivilTime.LatestDay(clock.GetCurrentInstant()));
        return command is null ? ProblemFor.Input(errors) : await Send(id, command, request);
    }

    /// <summary>Records a consent.</summary>
    public async Task<SettingAnswer<PatientView>> Record(string id, PatientConsentInput input, ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        return string.IsNullOrWhiteSpace(input.How)
            ? ProblemFor.Input("/how", "Say how the patient said it, for example verbal.")
            : await Send(id, new PatientCommand.Consent(new Consent(input.Kind, input.Given, input.How, null)
            {
                Purpose = input.Purpose, Wording = input.Wording, RiskTold = input.RiskTold,
                GivenBy = string.IsNullOrWhiteSpace(input.GivenBy) ? null : input.GivenBy,
            }), request);
    }

    /// <summary>Records that the patient died, or that they live.</summary>
    public async Task<SettingAnswer<PatientView>> RecordDeath(string id, PatientDeathInput input, ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        if (string.IsNullOrWhiteSpace(input.Reason)) return ProblemFor.Input("/reason", "Say who reported it.");
        LocalDate? on = null;
        if (input.On is not null)
        {
            if (!LocalDatePattern.Iso.Parse(input.On).TryGetValue(default, out var date)
                || date > CivilTime.LatestDay(clock.GetCurrentInstant()))
                return ProblemFor.Input("/on", "Expected a date that is not in the future, such as 2031-03-03.");
            on = date;
        }

        return await Send(id, new PatientCommand.RecordDeath(input.Deceased, on, input.Reason), request);
    }

    /// <summary>Merges the record into another one; the answer is the one that took over.</summary>
    public async Task<SettingAnswer<PatientView>> Merge(string id, MergePatientInput input, ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        if (string.IsNullOrWhiteSpace(input.Into)) return ProblemFor.Input("/into", "Name the record that takes over.");
        if (await Find(id, request.Caller, Permission.ScheduleReferral) is not { } from)
            return ProblemFor.Code(ProblemCodes.NotFound);
        if (await Find(input.Into, request.Caller, Permission.ScheduleReferral) is not { } into)
            return ProblemFor.Input("/into", "There is no such patient.");
        if (!await EnsureStored(from) || !await EnsureStored(into)) return ProblemFor.Code(ProblemCodes.Unavailable);
        return await Decide(new PatientMergesCommand.Merge(from.Record.Id, into.Record.Id, input.Reason,
            input.Overrule)
        {
            IsStale = request.IfVersion?.Holds(from.Version) is false
                || input.IntoVersion is { } read && read != into.Version,
        }, from.Record.Id, into.Record.Id.Value, request);
    }

    /// <summary>Separates a merged record again; the answer is that record.</summary>
    public async Task<SettingAnswer<PatientView>> Unmerge(string id, UnmergePatientInput input, ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        if (string.IsNullOrWhiteSpace(input.Reason)) return ProblemFor.Input("/reason", "Say why.");
        if (await Find(id, request.Caller, Permission.ScheduleReferral) is not { } from)
            return ProblemFor.Code(ProblemCodes.NotFound);
        return await Decide(new PatientMergesCommand.Unmerge(from.Record.Id, input.Reason)
        {
            IsStale = request.IfVersion?.Holds(from.Version) is false,
        }, from.Record.Id, id, request);
    }

    private async Task<SettingAnswer<PatientView>> Decide(PatientMergesCommand command, PatientId from, string shown,
        ApiRequest request)
    {
        var envelope = new CommandEnvelope<PatientMergesCommand>(command, request.Actor, false, request.Operation);
        var outcome = await calls.Send(request.Operation, () =>
            grains.GetGrain<IPatientMergesGrain>(IPatientMergesGrain.Key).Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal) return Refused(refusal);
        await Follow(from, outcome.State?.Pending.FirstOrDefault(p => p.From == from));
        return await Find(shown, request.Caller, Permission.ReadPatientRecords) is { } after
            ? await View(after, request.Caller, outcome.Replayed) : ProblemFor.Code(ProblemCodes.NotFound);
    }

    /// <summary>Brings both records up to the decision before the answer. The outbox does the same a moment later, so a
    /// failure here changes nothing.</summary>
    private async Task Follow(PatientId from, PendingMerge? decided)
    {
        if (decided is null) return;
        try
        {
            var before = await grains.GetGrain<IPatientGrain>(from.Value).Show();
            var followed = await grains.GetGrain<IPatientGrain>(from.Value).Handle(
                CommandEnvelopes.BySystem<PatientCommand>(new PatientCommand.FollowMerge(decided)));
            // A retry of an older decision: the record shows a newer one.
            if (followed is not { State: { } state, Unknown: false } || state.MergeNumber != decided.Number) return;
            if ((decided.Into ?? before?.State.Merged?.Into) is not { } other) return;
            PatientCommand message = decided.Into is null ? PatientOutbox.ReleaseBy(state, other, followed.Version)
                : PatientOutbox.AbsorbBy(state, followed.Version);
            await grains.GetGrain<IPatientGrain>(other.Value).Handle(CommandEnvelopes.BySystem(message));
        }
        catch (Exception e) when (GrainCalls.IsTransient(e))
        {
            // The outbox delivers it.
        }
    }

    private async Task<SettingAnswer<PatientView>> Send(string id, PatientCommand command, ApiRequest request)
    {
        if (await Find(id, request.Caller, Permission.ScheduleReferral) is not { } found)
            return ProblemFor.Code(ProblemCodes.NotFound);
        if (!await EnsureStored(found)) return ProblemFor.Code(ProblemCodes.Unavailable);
        if (command is PatientCommand.Correct correction)
            command = correction with
            {
                // A number that is not named becomes wrong everywhere, so it must be one that the person has seen.
                SeenPhones = request.IfVersion is null ? [] : PatientSight.Shown(found.Record, found.Referrals,
                    request.Caller, clock.GetCurrentInstant()).Phones,
            };
        var envelope = new CommandEnvelope<PatientCommand>(command, request.Actor, false, request.Operation,
            request.IfVersion);
        var outcome = await calls.Send(request.Operation, () => grains.GetGrain<IPatientGrain>(id).Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal) return Refused(refusal);
        return await View(found with { Record = outcome.State!, Version = outcome.Version }, request.Caller,
            outcome.Replayed);
    }

    private static SettingAnswer<PatientView> Refused(Refusal refusal) =>
        refusal.Code == PatientRefusals.Unknown.Code && refusal.Field is null ? ProblemFor.Code(ProblemCodes.NotFound)
            : ProblemFor.Refusal(refusal);

    /// <summary>A record whose first message is on its way is created now. False when it is not known whether it
    /// was.</summary>
    private async Task<bool> EnsureStored(FoundRecord found)
    {
        if (found.Version > 0) return true;
        foreach (var (referral, version) in found.Referrals.Select(r => (r.State, r.Version)))
        {
            var outcome = await grains.GetGrain<IPatientGrain>(found.Record.Id.Value).Handle(
                CommandEnvelopes.BySystem<PatientCommand>(
                    new PatientCommand.Learn(found.Record.Id, PatientFacts.From(referral, version))));
            if (outcome.Unknown) return false;
        }

        return true;
    }

    /// <summary>The record when the caller may do this in the line of one of its referrals; null otherwise.</summary>
    private async Task<FoundRecord?> Find(string id, Caller caller, Permission action)
    {
        if (id.Length > LongestId || string.IsNullOrWhiteSpace(id)) return null;
        var patient = new PatientId(id);
        var shown = await calls.Read(() => reads.Read(mapper, id, () => grains.GetGrain<IPatientGrain>(id).Show()));
        var found = await calls.Read(() => referrals.Of(shown is null ? [patient]
            : [.. shown.State.Parts.Select(p => p.Id)]));
        var now = clock.GetCurrentInstant();
        if (!found.Any(r => caller.May(action, AccessObject.Of(r.State, now)))) return null;
        if (shown is not null) return new FoundRecord(shown.State, shown.Version, found);
        // Its first message is on its way: the record is what its referrals say.
        var facts = found.Reverse().Select(r =>
            new PatientEvent.Learned(patient, PatientFacts.From(r.State, r.Version)));
        return new FoundRecord(facts.Aggregate((PatientRecord?)null, PatientEvolver.Evolve)!, 0, found);
    }

    private async Task<SettingAnswer<PatientView>> View(FoundRecord found, Caller caller, bool replayed,
        CancellationToken ct = default)
    {
        var events = found.Version == 0 ? []
            : await ledger.ReadEvents(new StreamId(PatientMapper.StreamKind, found.Record.Id.Value), ct);
        var corrections = events.Reverse().Where(e => PatientViews.IsCorrection(e.Type))
            .Select(e => PatientViews.Correction(mapper.ReadEvent(e.Body.Span), e.At, e.Actor))
            .OfType<CorrectionView>().Take(PatientViews.MostCorrections);
        var now = clock.GetCurrentInstant();
        var others = (await referrals.PossiblySame(found.Record))
            .Where(r => caller.May(Permission.ReadPatients, AccessObject.Of(r, now)))
            .DistinctBy(r => r.Case.ShownPatient)
            .Select(r => PatientViews.Same(r.Case.ShownPatient!.Value, r.Case.Patient));
        var seen = found.Referrals.Where(r => caller.May(Permission.ReadReferrals, AccessObject.Of(r.State, now)))
            .Select(r => r.State.Case.Id).ToHashSet();
        var view = PatientViews.View(found.Record, found.Version, [.. others], [.. corrections], seen);
        view = view with
        {
            Patient = ReferralViews.Patient(PatientSight.Own(found.Record.Shown, found.Referrals), found.Record.Id),
            Private = [.. view.Private, .. PatientSight.Followed(found.Record, found.Referrals)],
        };
        var mayChange = found.Referrals.Any(r =>
            caller.May(Permission.ScheduleReferral, AccessObject.Of(r.State, now)));
        view = PatientSight.Limited(view, found.Record, found.Referrals, caller, now) with
        {
            Actions = !mayChange ? [] : view.MergedInto is null ? Own : Merged,
            MessagesGoTo = await receivers.Of(found.Referrals.Select(r => r.State)
                .Where(r => caller.May(Permission.ReadPatientRecords, AccessObject.Of(r, now))), now),
        };
        return new SettingAnswer<PatientView>(
            view with { AddressProblems = await calls.Read(() => receivers.Problems(view)) }, found.Version, null,
            replayed);
    }

    /// <summary>A record with its referrals, newest first.</summary>
    private sealed record FoundRecord(PatientRecord Record, long Version, IReadOnlyList<Snapshot<Referral>> Referrals);
}
