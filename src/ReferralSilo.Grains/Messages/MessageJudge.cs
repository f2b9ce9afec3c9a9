using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage.Maintenance;
using V = ReferralSilo.Domain.Messages.MessageVerdict;

namespace ReferralSilo.Grains.Messages;

/// <summary>What may happen to a message now, and its text when it may leave.</summary>
public sealed record Judgement(MessageVerdict Verdict, RenderedMessage? Text = null)
{
    /// <summary>True when this program is a restored copy and its original may have sent the message.</summary>
    public bool MayBeSent { get; init; }
}

/// <summary>
/// Judges whether a message may leave: on the committed state of its referral, which is read at that moment, and on
/// what its address said. The order is that of outreach.md 1.2. It is judged when it is planned, when something
/// changes, and again before its send is claimed.
/// </summary>
public sealed class MessageJudge(IGrainFactory grains, CurrentReads reads, ReferralMapper referrals,
    PresentPatient patients, AddressKeys keys,
    ServiceLineCatalog lines, MessageTransports transports, IEnumerable<IMessageTexts> texts,
    IEnumerable<MessageSettings> settings, IEnumerable<MessageHold> holds, IEnumerable<IMessageFilter> filters,
    SenderStops senders, IUndecidedEmergencies emergencies)
{
    private readonly IMessageTexts? _texts = texts.LastOrDefault();
    private readonly MessageSettings? _settings = settings.LastOrDefault();
    private readonly MessageHold? _hold = holds.LastOrDefault();

    /// <summary>Judges a waiting message.</summary>
    public async Task<Judgement> Judge(Message message, Instant now)
    {
        var about = message.Case;
        if (now >= about.UsefulUntil) return End(MessageStatus.Stale, MessageReasons.TooLate);
        foreach (var filter in filters)
            if (!await filter.MayLeave(about, CancellationToken.None))
                return End(MessageStatus.Superseded, MessageReasons.NotNeeded);
        var state = about.Referral is { } id ? await Read(id) : null;
        if (about.Referral is not null && state is null)
            return End(MessageStatus.Superseded, MessageReasons.NotNeeded);
        if (ReferralMessages.Alert(about) is { } alert) return await JudgeAlert(message, alert, state, now);
        var language = state?.Case.Patient.Language ?? about.Language;
        if (await IsHeld(about, state)) return new(new V.Hold(about.Way, language, MessageReasons.Emergency));
        if (state is not null && !ReferralMessages.IsNeeded(state, about.Occasion, about.Subject))
            return End(MessageStatus.Superseded, MessageReasons.NotNeeded);

        var ways = await Ways(about, state, now);
        if (ways.Count == 0) return new(new V.Block(null, language, WhyNoWay(about, state)));
        string? blockedBy = null;
        foreach (var (way, person) in ways)
        {
            var spoken = person?.Language ?? language;
            var (reason, text) = MayLearn(person, about) ? await Check(way, about, state, spoken, now, person)
                : (MessageReasons.NoDetails, null);
            if (reason == MessageReasons.Emergency) return new(new V.Hold(way, spoken, reason));
            if (text is not null) return await When(message, state, way, text, spoken, now, person);
            blockedBy ??= reason;
        }

        // Staff is told at once, and must not call while the answer might still leave.
        return about.Reply is not null ? End(MessageStatus.Superseded, blockedBy!)
            : new(new V.Block(ways[0].Way, language, blockedBy!));
    }

    /// <summary>Judges an alert to someone on call: by the address and the language that the list has now, at any
    /// hour.</summary>
    private async Task<Judgement> JudgeAlert(Message message, (int Run, OnCallKey Key) alert, Referral? state,
        Instant now)
    {
        var about = message.Case;
        if (await Queues(about, alert.Run, state) is not { } queues)
            return End(MessageStatus.Superseded, MessageReasons.NotNeeded);
        if (await Person(alert.Key, queues) is not { } person)
            return new(new V.Block(null, about.Language, MessageReasons.NotOnCall));
        var way = WayOf(person);
        var (reason, text) = await Check(way, about, state, person.Language, now);
        return text is null ? new(new V.Block(way, person.Language, reason!))
            : await When(message, null, way, text, person.Language, now);
    }

    /// <summary>Judges the one resend of a text that the provider does not have, by the same way.</summary>
    public async Task<MessageVerdict> JudgeResend(Message.Unknown message, Instant now)
    {
        var (about, way) = (message.Case, message.Submission.Way);
        var state = about.Referral is { } id ? await Read(id) : null;
        if (about.Referral is not null && (state is null
            || !ReferralMessages.IsNeeded(state, about.Occasion, about.Subject)))
            return new V.End(MessageStatus.Superseded, MessageReasons.NotNeeded);
        if (ReferralMessages.Alert(about) is { } alert)
            return await Queues(about, alert.Run, state) is not { } queues
                ? new V.End(MessageStatus.Superseded, MessageReasons.NotNeeded)
                : await Person(alert.Key, queues) is { } person && WayOf(person) == way
                ? (await When(message, null, way, message.Submission.Text, about.Language, now)).Verdict
                : new V.Block(way, about.Language, MessageReasons.NotOnCall);
        if (await IsHeld(about, state)) return new V.End(MessageStatus.Stale, MessageReasons.Emergency);
        var receivers = await Ways(about, state, now);
        if (receivers.All(r => r.Way != way))
            return new V.Block(way, about.Language, MessageReasons.NoConsent);
        if (receivers.All(r => r.Way != way || !MayLearn(r.Person, about)))
            return new V.Block(way, about.Language, MessageReasons.NoDetails);
        if (about.Reply is not null && await ReplyBlockedBy(way, about.Referral, now) is { } blockedBy)
            return new V.Block(way, about.Language, blockedBy);
        // What staff wrote is made from no template.
        if (about.Reply is null && _texts is not null
            && await _texts.IsRetired(message.Submission.Text, CancellationToken.None))
            return new V.Block(way, about.Language, MessageReasons.NoTemplate);
        return (await When(message, state, way, message.Submission.Text,
            state?.Case.Patient.Language ?? about.Language, now, receivers.First(r => r.Way == way).Person)).Verdict;
    }

    /// <summary>Whether the referral needs a message in its committed state.</summary>
    public async Task<bool> IsNeeded(ReferralId id, MessageOccasion occasion, string? subject) =>
        await Read(id) is { } state && ReferralMessages.IsNeeded(state, occasion, subject);

    /// <summary>What the patient wrote follows the referral to another service line.</summary>
    public async Task FollowLines(ReferralId id)
    {
        if (await Read(id) is { } state) await emergencies.FollowLines(state.Case);
    }

    /// <summary>Why staff may not write to an address now: a reason of a blocked message; null when they may.</summary>
    /// <param name="way">The address from which a message came.</param>
    /// <param name="referral">The referral that the answer is about; null for none.</param>
    /// <param name="now">When it is asked.</param>
    public async Task<string?> ReplyBlockedBy(MessageWay way, ReferralId? referral, Instant now)
    {
        var state = referral is { } id ? await Read(id) : null;
        if (state is not null && ReferralMessages.ReplyBlockedBy(state, way.Channel, way.To, now) is { } reason)
            return reason;
        if (_settings is null || transports.Of(way.Channel) is null) return MessageReasons.NoTransport;
        // It lasts until an operator has acted: the person must be called now.
        if (await senders.Of(way.Channel) is not null) return MessageReasons.SenderStopped;
        return Refusing((await grains.GetGrain<IAddressGrain>(way.Address).Show())?.State, MessageOccasion.Reply);
    }

    /// <summary>True while a nurse must decide on an emergency of the patient: of the referral, or in what the patient
    /// wrote. What staff writes is not automatic.</summary>
    private async Task<bool> IsHeld(MessageCase about, Referral? state) =>
        state is not null && TemplateParts.IsForPatient(about.Occasion) && about.Reply is null
        && (ReferralMessages.IsEmergencyUndecided(state) || await emergencies.IsEmergencyUndecided(state.Case));

    private static string? Refusing(Address? known, MessageOccasion occasion) =>
        known?.SuppressionOf(SenderGroups.Clinic) is not null && occasion != MessageOccasion.StopConfirmed
            ? MessageReasons.Suppressed : known?.Invalid is not null ? MessageReasons.InvalidAddress : null;

    private async Task<Judgement> When(Message message, Referral? state, MessageWay way, RenderedMessage text,
        string language, Instant now, RelatedPerson? person = null)
    {
        var about = message.Case;
        if (now < about.DueAt) return new(new V.Wait(way, language));
        var free = PermittedAt(about, state, way, now, person);
        if (_hold is not null && !await _hold.MaySend())
            // The original sends it now if it still runs. Doubted now, because later another reason may keep it back.
            return way.Channel == MessageChannel.Email && free <= now && MayBeSent(about, state, way, person)
                ? new(new V.Send(way, language), text) { MayBeSent = true }
                : new(new V.Retry(way, language, MessageReasons.Held));
        if (transports.Of(way.Channel)?.Health.IsOpen != true)
            return new(new V.Retry(way, language, MessageReasons.TransportClosed));
        if (await senders.Of(way.Channel) is not null)
            return new(new V.Retry(way, language, MessageReasons.SenderStopped));
        if (free is null) return End(MessageStatus.Stale, MessageReasons.QuietHours);
        return free > now ? new(new V.Defer(way, language, free.Value, MessageReasons.QuietHours))
            : new(new V.Send(way, language), text) { MayBeSent = MayBeSent(about, state, way, person) };
    }

    /// <summary>The original had the messages of its backup and sent them while it ran, which ends with the release at
    /// the latest. A provider of texts is asked about each one. About a mail no one can be asked, so only one that may
    /// have left before the release counts, whatever kept it back here meanwhile.</summary>
    private bool MayBeSent(MessageCase about, Referral? state, MessageWay way, RelatedPerson? person) =>
        _hold?.Installation is { Restored: true, Since: var restored, MessagesHeld: var held, ReleasedAt: var released }
        && about.PlannedAt < restored
        && (way.Channel == MessageChannel.Sms || held
            || PermittedAt(about, state, way, about.DueAt, person) < (released ?? restored));

    private Instant? PermittedAt(MessageCase about, Referral? state, MessageWay way, Instant now,
        RelatedPerson? person)
    {
        // The answer to the person's own text leaves at once, an alert in the hours of the on-call list.
        if (about.Occasion == MessageOccasion.StopConfirmed || MessageFamilies.IsAlert(about.Occasion)
            || about.Reply is { Answers: var at } && now < at + ConversationLimits.AtAnyHourWithin) return now;
        var zones = state is not null ? ReferralMessages.Zones(state, person?.Phone?.E164)
            : CandidateZones.Of(null, null, null, way.Channel == MessageChannel.Sms ? [way.To] : []);
        return ReferralMessages.PermittedAt(about, _settings?.Hours ?? SendingHours.Default, zones, now);
    }

    private static bool MayLearn(RelatedPerson? person, MessageCase about) =>
        person is null || MessageReceivers.MayLearn(person, about.Occasion);

    private async Task<(string? Reason, RenderedMessage? Text)> Check(MessageWay way, MessageCase about,
        Referral? state, string language, Instant now, RelatedPerson? person = null)
    {
        if (_settings is null || transports.Of(way.Channel) is null) return (MessageReasons.NoTransport, null);
        if (about.Reply is { } reply)
            return await ReplyBlockedBy(way, about.Referral, now) is { } blocked ? (blocked, null)
                : (null, reply.Render(way.Channel, _settings.Clinic, language));
        if (_texts is null || await _texts.Render(about.Occasion, way.Channel, language,
            await Values(way, about, state, person),
            CancellationToken.None) is not { } text) return (MessageReasons.NoTemplate, null);
        var known = (await grains.GetGrain<IAddressGrain>(way.Address).Show())?.State;
        if (Refusing(known, about.Occasion) is { } refused) return (refused, null);
        return known?.Emergency is not null && TemplateParts.IsForPatient(about.Occasion)
            ? (MessageReasons.Emergency, null) : (null, text);
    }

    private async Task<MessageValues> Values(MessageWay way, MessageCase about, Referral? state,
        RelatedPerson? person)
    {
        // Number and link only: the text may be read by others.
        if (about.Occasion == MessageOccasion.StaffAlarm && state is not null)
            return new MessageValues(_settings!.Clinic, Link: _settings.ReferralPage(state.Case.Id.Value),
                Number: state.Case.Number);
        if (about.Conversation is { } conversation)
            return new MessageValues(_settings!.Clinic, Link: _settings.ConversationPage(conversation));
        var patient = state?.Case.Patient;
        var visit = about.Occasion == MessageOccasion.Cancelled ? about.FormerVisit
            : state?.BookedSlot() is { } slot ? new VisitTime(slot.Start, slot.VisitType) : null;
        var line = state is null ? null : await lines.Queue(state.Case.ServiceLine);
        return new MessageValues(_settings!.Clinic,
            way.Channel == MessageChannel.Email && (person is null or { ReceivesDetails: true })
                ? patient?.Name.Given : null, _settings.Phone, _settings.OpeningHours,
            _settings.PatientPage, visit?.Start,
            patient is null ? null : ReferralMessages.ZoneOf(patient) ?? line?.Zone, VisitType: visit?.Type,
            Until: (state as Referral.Offered)?.Offer.DueAt);
    }

    /// <summary>The queues of an alarm that is on and has this run; null when the alert is not needed any more.
    /// </summary>
    private async Task<IReadOnlyList<ServiceLineId>?> Queues(MessageCase about, int run, Referral? state)
    {
        if (about.Conversation is not { } id)
            return state is not null && ReferralMessages.IsNeeded(state, about.Occasion, about.Subject)
                ? [state.Case.ServiceLine] : null;
        return await emergencies.Conversation(id) is { Alarms: true } written && written.OnCall?.Number == run
            ? written.Lines : null;
    }

    /// <summary>The entry of the on-call list that now serves the queues.</summary>
    private async ValueTask<OnCallPerson?> Person(OnCallKey key, IReadOnlyList<ServiceLineId> queues) =>
        OnCallList.Serving(queues, await lines.All())?.Find(key);

    private MessageWay WayOf(OnCallPerson person) =>
        new(person.Key.Channel, person.To, keys.Of(person.Key.Channel, person.To));

    /// <summary>The ways by which it may leave, best first, and the related person at the other end; null for the
    /// patient.</summary>
    private async ValueTask<IReadOnlyList<(MessageWay Way, RelatedPerson? Person)>> Ways(MessageCase about,
        Referral? state, Instant now)
    {
        if (state is null || about.Reply is not null) return about.Way is { } only ? [(only, null)] : [];
        var adultFrom = (await lines.Queue(state.Case.ServiceLine))?.Settings.AdultFrom;
        return [.. MessageReceivers.Of(state, now, adultFrom)
            .Where(r => about.Asked is null || r.Way.Channel == about.Asked)
            .Select(r => (new MessageWay(r.Way.Channel, r.Way.To, keys.Of(r.Way.Channel, r.Way.To)), r.Person))];
    }

    /// <summary>The newest committed state, with what the patient's record says at this moment. The call waits for a
    /// command of the referral that is being committed, so that a decision that is taken back in the last moment is
    /// seen.</summary>
    private async Task<Referral?> Read(ReferralId id) => (await reads.Read(referrals, id.Value,
        () => grains.GetGrain<IReferralGrain>(id.Value).Show()))?.State is { } state
        ? await patients.Present(state) : null;

    /// <summary>Consent that is there need not be asked for again.</summary>
    private static string WhyNoWay(MessageCase about, Referral? state) => about.Reply is null
        && state?.Case is { Patient: { Phones.Count: 0, Email: null }, Copy: null or { DeceasedAt: null } } referral
        && (ConsentOrder.IsGiven(referral.Consents, ConsentKind.Sms)
            || ConsentOrder.IsGiven(referral.Consents, ConsentKind.Email))
        ? MessageReasons.NoAddress : MessageReasons.NoConsent;

    private static Judgement End(MessageStatus how, string reason) => new(new V.End(how, reason));
}
