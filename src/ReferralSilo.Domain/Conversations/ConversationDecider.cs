using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Replies;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Time;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Conversations.ConversationEvent>;
using E = ReferralSilo.Domain.Conversations.ConversationEvent;

namespace ReferralSilo.Domain.Conversations;

/// <summary>The inputs of a decision besides the state and the command.</summary>
/// <param name="Now">The instant of the decision.</param>
/// <param name="Actor">Who sends the command.</param>
/// <param name="MayTriage">True when the actor may decide on emergencies.</param>
public sealed record ConversationContext(Instant Now, string Actor, bool MayTriage)
{
    /// <summary>The key of the conversation and of its address stream.</summary>
    public string Key { get; init; } = "";

    /// <summary>For a message that came in: the patients who have the address, newest referral first. For
    /// <see cref="ConversationCommand.FollowLines"/>: the patients of the conversation, as their referrals are
    /// now.</summary>
    public IReadOnlyList<ConversationPatient> Patients { get; init; } = [];

    /// <summary>For a message that came in: the messages to which it may be the answer.</summary>
    public IReadOnlyList<AnsweredMessage> Outstanding { get; init; } = [];

    /// <summary>The service line of the newest open referral; for an unknown address the queue of what no line
    /// takes.</summary>
    public ServiceLine Line { get; init; } = UnassignedLine.Settings;

    /// <summary>Current settings of all service lines.</summary>
    public IReadOnlyDictionary<ServiceLineId, ServiceLine> ServiceLines { get; init; } =
        new Dictionary<ServiceLineId, ServiceLine>();

    /// <summary>Who is on call for a conversation: the list of the line of the newest open referral, else that of
    /// another line that sees it; null for no one.</summary>
    public OnCallList? OnCall(Conversation state) => OnCallList.Serving(state.Lines, ServiceLines);

    /// <summary>The alarms of other unknown senders; none for a conversation of a patient.</summary>
    public UnknownAlarms Others { get; init; } = UnknownAlarms.None;

    /// <summary>For a reply: why it may not leave, one of <see cref="MessageReasons"/>; null when it may.</summary>
    public string? ReplyBlocked { get; init; }
}

/// <summary>The rules of one conversation.</summary>
public static class ConversationDecider
{
    /// <summary>Decides one command. Refused: the codes of <see cref="ConversationRefusals"/>.</summary>
    public static D Decide(Conversation? state, ConversationCommand command, ConversationContext context) =>
        ConversationOnCall.Follow(state, DecideAlone(state, command, context), context);

    private static D DecideAlone(Conversation? state, ConversationCommand command, ConversationContext context) =>
        (state, command) switch
    {
        ({ } s, C.Receive c) when s.Received.Contains(c.Text.Id) => D.NoChange,
        (_, C.Receive c) => Receive(state, c, context),
        (null, C.Keep c) => new E.Kept(c.Earlier, c.At),
        ({ }, C.Keep) => D.NoChange,
        (null, _) => ConversationRefusals.Unknown,

        ({ } s, C.FollowLines) => s.Patients.SequenceEqual(context.Patients) ? D.NoChange
            : new E.LinesChanged(context.Patients),
        ({ } s, C.TimeUp) => OnTimeUp(s, context),
        ({ } s, C.AlarmUnseen) => ConversationOnCall.OnUnseen(s, context),
        ({ } s, C.OnCallChanged) => ConversationOnCall.OnChanged(s, context),
        ({ } s, C.ReportAlert c) => ConversationOnCall.OnReport(s, c.Report, context),
        ({ } s, C.FailReply c) => FailReply(s, c, context),
        ({ } s, C.Take c) => Take(s, c, context),
        ({ IsOpen: false, Emergency: null }, C.Reply) => ConversationRefusals.Closed,
        ({ PassedOnAt: not null }, C.Reply) => ConversationRefusals.PassedOn,
        ({ } s, C.Reply) when IsTaken(s, context) => ConversationRefusals.Taken,
        ({ } s, C.Reply c) => Reply(s, c, context),
        ({ Emergency: not null }, C.Close) => ConversationRefusals.EmergencyUndecided,
        ({ IsOpen: false }, C.Close) => D.NoChange,
        ({ } s, C.Close) when IsTaken(s, context) => ConversationRefusals.Taken,
        (_, C.Close c) => new E.Closed(new(null, ConversationEntryKind.Closed, context.Now, c.Note, context.Actor)),
        ({ Emergency: { } emergency }, C.Decide c) => new E.EmergencyDecided(
            new(null, ConversationEntryKind.EmergencyDecided, context.Now, c.Note, context.Actor)
            {
                Decision = c.Decision,
            }, emergency.Text) { TextAt = emergency.At },
        (_, C.Decide) => ConversationRefusals.NoEmergency,
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>Checks the deadlines again: an early or late call does nothing.</summary>
    private static D OnTimeUp(Conversation state, ConversationContext context)
    {
        var events = ConversationOnCall.OnTimeUp(state, context);
        return state.Turn is { } turn && context.Now >= turn.NextRing
            ? D.Accept([new E.Overdue(turn.DueAt, turn.Rings + 1, context.Now + ReferralClocks.Repeat(turn.Rings)),
                .. events])
            : D.Accept([.. events]);
    }

    /// <summary>What a message asks for and does by itself.</summary>
    public static TextEffect EffectOf(ReplyReading reading) => (reading.Meaning, reading.SaysWrongNumber) switch
    {
        (ReplyMeaning.OptOut, true) => TextEffect.StopWrongNumber,
        (ReplyMeaning.OptOut, _) => TextEffect.Stop,
        (ReplyMeaning.OptIn, _) => TextEffect.Start,
        (ReplyMeaning.WrongNumber, _) => TextEffect.WrongNumber,
        _ => TextEffect.None,
    };

    private static D Receive(Conversation? state, C.Receive command, ConversationContext context)
    {
        var reading = InboundReader.Read(command.Text, CivilTime.LatestDay(command.At));
        var effect = EffectOf(reading);
        // The address may have read it by other rules, in a rolling update. What it holds, a nurse must decide on.
        var concern = command.IsEmergency ? EmergencyConcern.Emergency
            : reading.Emergency?.Concern ?? EmergencyConcern.None;
        var entry = new ConversationEntry(command.Text.Id, ConversationEntryKind.Received, command.At,
            command.Text.Body, null)
        {
            Effect = Named(effect), Concern = concern,
            // Two that wait for an answer: who knows which one is meant. A mail may name it.
            Answers = context.Outstanding.FirstOrDefault(m => m.Message == command.Text.Mail?.Answers)
                ?? (context.Outstanding is [var only] ? only : null),
            Mail = command.Text.Mail,
        };
        // While an emergency is undecided, those whose messages it holds stay.
        IReadOnlyList<ConversationPatient> patients = state?.Emergency is null ? context.Patients
            : [.. context.Patients, .. state.Patients.ExceptBy(context.Patients.Select(p => p.Referral),
                p => p.Referral)];
        // A text is of those who have the address, also while others stay with it.
        if (patients.Count > context.Patients.Count) entry = entry with { Owners = context.Patients };
        var before = state is null || ConversationEvolver.PassesOn(state, patients) ? null
            : ConversationEvolver.Leaving(state, patients) is null ? state : Rest(state, patients, context);
        return new E.Received(command.Channel, command.To, entry, patients,
            NeedsPerson(effect, concern, context)
                || reading.SaysMore && (context.Patients.Count > 0 || command.Text.Mail is not { IsNewsletter: true })
                ? Turn(before, concern, command.At, context)
                : ReferenceEquals(before, state) ? null : before?.Turn,
            concern == EmergencyConcern.Emergency
                ? new UndecidedEmergency(command.Text.Id, command.At,
                    reading.Emergency?.Phone ?? EmergencyPhone.Services) : null);
    }

    /// <summary>A stop or a wrong number is done at once; while a referral of the patient is open, someone must find
    /// another way to reach the patient (outreach.md 1.5). What else the message says, a person reads in any
    /// case.</summary>
    private static bool NeedsPerson(TextEffect effect, EmergencyConcern concern, ConversationContext context) =>
        concern != EmergencyConcern.None || effect switch
        {
            TextEffect.None => true,
            TextEffect.Start => false,
            _ => context.Patients.Any(p => p.IsOpen),
        };

    /// <summary>Due like the review of a referral of the same priority and danger. A message never moves an earlier due
    /// time; an emergency rings at its own one, too.</summary>
    private static ConversationTurn Turn(Conversation? state, EmergencyConcern concern, Instant at,
        ConversationContext context)
    {
        var priority = context.Patients.Where(p => p.IsOpen).Select(p => p.Priority)
            .DefaultIfEmpty(Priority.Routine).First();
        var due = EmergencyRules.DueAt(context.Line, ClockKind.Review, priority, concern, null, at);
        if (state?.Turn is not { } turn) return new ConversationTurn(at, due);
        if (due < turn.DueAt) return new ConversationTurn(turn.Since, due);
        return concern == EmergencyConcern.Emergency && due < turn.NextRing ? turn with { RingsAt = due } : turn;
    }

    /// <summary>When open questions of an earlier patient leave, the others are due by their own times.</summary>
    private static Conversation Rest(Conversation state, IReadOnlyList<ConversationPatient> patients,
        ConversationContext context) =>
        ConversationEvolver.Staying(state, patients).Aggregate(state with { Turn = null },
            (rest, entry) => rest with { Turn = Turn(rest, entry.Concern, entry.At, context) });

    private static D Take(Conversation state, C.Take command, ConversationContext context)
    {
        if (!state.IsOpen && state.Emergency is null) return ConversationRefusals.Closed;
        var endsAlarm = context.MayTriage && state.Alarms;
        if (state.Owner == context.Actor && !endsAlarm) return D.NoChange;
        // A desk that holds an emergency does not bar the nurse.
        if (IsTaken(state, context) && !command.TakeOver && !endsAlarm) return ConversationRefusals.Taken;
        return new E.Taken(context.Actor, endsAlarm, state.Owner == context.Actor ? null : state.Owner, context.Now);
    }

    private static D Reply(Conversation state, C.Reply command, ConversationContext context)
    {
        if (RefuseReferral(state, command) is { } refusal) return refusal;
        if (context.ReplyBlocked is { } reason) return ConversationRefusals.ReplyBlocked(reason);
        // Many answers put the text out of the entries.
        var answered = state.LastReceivedAt
            ?? state.Entries.LastOrDefault(e => e.Kind == ConversationEntryKind.Received)?.At ?? state.Entries[0].At;
        var id = MessageIds.Of(context.Key, MessageOccasion.Reply, context.Now.ToUnixTimeTicks());
        return new E.Replied(new(id, ConversationEntryKind.Reply, context.Now, command.Text, context.Actor)
        {
            Referral = ReferralOf(state, command),
        }, answered);
    }

    /// <summary>The referral that a reply is about; null for an unknown address.</summary>
    public static ReferralId? ReferralOf(Conversation state, C.Reply command) =>
        command.Referral ?? (state.Patients is [var only] ? only.Referral : null);

    /// <summary>Why the named referral cannot be answered for; null when it can.</summary>
    public static Refusal? RefuseReferral(Conversation state, C.Reply command) => command.Referral switch
    {
        null => state.Patients.Count > 1 ? ConversationRefusals.WhoseReply : null,
        { } named => state.Patients.Any(p => p.Referral == named) ? null : ConversationRefusals.NotOfThisAddress,
    };

    private static D FailReply(Conversation state, C.FailReply command, ConversationContext context)
    {
        // In a conversation that an older version stored, replies are only in the entries.
        var canFail = state.Replies.Contains(command.Message)
            || state.Entries.LastOrDefault(e => e.Id == command.Message) is { Kind: ConversationEntryKind.Reply };
        if (!canFail) return D.NoChange;
        return new E.ReplyFailed(
            new(command.Message, ConversationEntryKind.ReplyFailed, context.Now, command.Reason, null),
            state.Turn ?? new ConversationTurn(context.Now, context.Now));
    }

    private static bool IsTaken(Conversation state, ConversationContext context) =>
        state.Owner is { } owner && owner != context.Actor;

    private static InboundEffect Named(TextEffect effect) => effect switch
    {
        TextEffect.Stop => InboundEffect.Stopped,
        TextEffect.Start => InboundEffect.Started,
        TextEffect.WrongNumber => InboundEffect.WrongNumber,
        TextEffect.StopWrongNumber => InboundEffect.StoppedWrongNumber,
        _ => InboundEffect.None,
    };
}
